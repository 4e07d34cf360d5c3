import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays } from '../days.ts';
import { exists } from '../files.ts';
import type { Progress } from '../progress.ts';
import { sumsOf, temporaryFolder } from '../../test/support.ts';
import { makeSampleWorld } from './make.ts';

const small = { users: 400, days: 5 };
const through = '2026-11-20';

test('the same seed gives the same bytes, another seed other events', async () => {
  const folders = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()] as const;
  for (const to of folders.slice(0, 2)) await makeSampleWorld({ ...small, to, through, seed: 7 });
  await makeSampleWorld({ ...small, to: folders[2], through, seed: 8 });
  const [first, second, other] = await Promise.all(folders.map(sumsOf));
  expect(second).toEqual(first);
  const file = 'inputs/events/af/2026-11-20/part-0.parquet';
  expect(first?.[file]).toMatch(/^[0-9a-f]{64}$/);
  expect(other?.[file]).not.toBe(first?.[file]);
});

test('the same day again, or an earlier one, changes no byte', async () => {
  const to = await temporaryFolder();
  await makeSampleWorld({ ...small, to, through });
  const before = await sumsOf(to);
  const again = await makeSampleWorld({ to, through });
  expect(again).toMatchObject({ users: 400, daysAdded: [], files: 0, bytes: 0, nights: ['2026-11-21'] });
  const earlier = await makeSampleWorld({ to, through: '2026-11-18' });
  expect(earlier).toMatchObject({ through, daysAdded: [], files: 0 });
  expect(await sumsOf(to)).toEqual(before);
});

test('a later day adds its folders and what arrived late, and ends where one call would have', async () => {
  const [to, atOnce] = [await temporaryFolder(), await temporaryFolder()];
  await makeSampleWorld({ users: 1500, to, through, days: 5 });
  const before = await sumsOf(to);
  const report = await makeSampleWorld({ to, through: addDays(through, 1) });
  const after = await sumsOf(to);
  const changed = Object.keys(before).filter((path) => before[path] !== after[path]);
  const added = Object.keys(after).filter((path) => !(path in before));

  expect(report).toMatchObject({ daysAdded: ['2026-11-21'], nights: ['2026-11-21', '2026-11-22'] });
  expect(changed.filter((path) => path.endsWith('.parquet'))).toEqual([]);
  expect(changed).toContain('inputs/events/af/2026-11-20/SHA256SUMS');
  expect(added).toContain('inputs/events/af/2026-11-19/late-2026-11-21.parquet');
  expect(added).toContain('inputs/events/af/2026-11-20/late-2026-11-21.parquet');
  expect(added).toContain('inputs/events/st/2026-11-21/part-0.parquet');
  expect(added).toContain('inputs/mapping/amer/2026-11-21.parquet');
  expect(added).toContain('inputs/opt-outs/2026-11-21.parquet');

  await makeSampleWorld({ users: 1500, to: atOnce, through: addDays(through, 1), days: 6 });
  const { 'nights.txt': _a, ...stepwise } = after;
  const { 'nights.txt': _b, ...whole } = await sumsOf(atOnce);
  expect(stepwise).toEqual(whole);
});

test('every folder lists the sums of its files', async () => {
  const to = await temporaryFolder();
  await makeSampleWorld({ ...small, to, through });
  const sums = await sumsOf(to);
  const data = Object.entries(sums).filter(([path]) => path.endsWith('.parquet'));
  expect(data.length).toBeGreaterThan(50);
  for (const [path, sum] of data) {
    const list = await readFile(join(to, path, '..', 'SHA256SUMS'), 'utf8');
    expect(list).toContain(`${sum}  ${path.split('/').at(-1)}\n`);
  }
});

test('another size or seed than the one that is there is refused', async () => {
  const to = await temporaryFolder();
  await makeSampleWorld({ ...small, to, through });
  await expect(makeSampleWorld({ to, through: '2026-11-21', users: 500 })).rejects.toMatchObject({
    code: 'world_differs',
    message: expect.stringContaining('users 400, not 500') as string,
  });
  await expect(makeSampleWorld({ to, through: '2026-11-21', seed: 9 })).rejects.toMatchObject({
    code: 'world_differs',
  });
});

test('progress counts the days', async () => {
  const seen: Progress[] = [];
  const to = await temporaryFolder();
  await makeSampleWorld({ ...small, to, through, onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(seen.every(({ total, step }) => total === 5 && step === 'events')).toBe(true);
});

test('a call that was stopped is made good by the next one', async () => {
  const [to, whole] = [await temporaryFolder(), await temporaryFolder()];
  const controller = new AbortController();
  const reason = new Error('stop');
  const onProgress = ({ done }: Progress) => done === 3 && controller.abort(reason);
  const stopped = makeSampleWorld({
    ...small,
    to,
    through,
    signal: controller.signal,
    onProgress: (p) => void onProgress(p),
  });
  await expect(stopped).rejects.toBe(reason);
  expect(await exists(join(to, 'nights.txt'))).toBe(false);
  await makeSampleWorld({ ...small, to, through });
  await makeSampleWorld({ ...small, to: whole, through });
  expect(await sumsOf(to)).toEqual(await sumsOf(whole));
});
