import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { Journal } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beforePut } from './world.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let store: ObjectStore;
let journal: Journal;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  store = await fileStore({ root: 'objects' }).open({ root: folder.path });
  journal = new Journal(store);
});
afterEach(() => folder.remove());

const first = (of: Partial<Parameters<Journal['open']>[0]> = {}): Parameters<Journal['open']>[0] => ({
  region: 'amer',
  runDate: '2026-11-21',
  asked: ['metadata'],
  startedAt: '2026-11-21T01:00:00.000Z',
  engine: 'duckdb 1',
  store: 'file',
  node: 'v24',
  ...of,
});

test('attempts at a night are counted, and read back as they were saved', async () => {
  const one = await journal.open(first(), []);
  expect(one).toEqual({ ...first(), run: 'amer/2026-11-21#1', attempt: 1, status: 'running', stages: [] });
  one.status = 'failed';
  one.failure = { stage: 'metadata', code: 'bad-input', message: 'too many bad rows' };
  await journal.save(one);
  const two = await journal.open(first(), [one]);
  expect(two.run).toBe('amer/2026-11-21#2');
  two.status = 'done';
  await journal.save(two);
  expect(await new Journal(store).attempts('amer', '2026-11-21')).toEqual([one, two]);
  expect(await journal.attempts('amer', '2026-11-20')).toEqual([]);
});

test('every attempt of some regions, by region and run date', async () => {
  for (const region of ['emeaApac', 'amer'] as const) {
    for (const runDate of ['2026-11-21', '2026-11-20']) await journal.open(first({ region, runDate }), []);
  }
  expect((await journal.all()).map(({ run }) => run)).toEqual([
    'amer/2026-11-20#1',
    'amer/2026-11-21#1',
    'emeaApac/2026-11-20#1',
    'emeaApac/2026-11-21#1',
  ]);
  expect((await journal.all(['emeaApac'])).map(({ run }) => run)).toEqual([
    'emeaApac/2026-11-20#1',
    'emeaApac/2026-11-21#1',
  ]);
});

test('of two that open an attempt by what they have seen of the night, the second is told', async () => {
  await journal.open(first(), []);
  await expect(journal.open(first({ engine: 'another' }), [])).rejects.toMatchObject({
    name: 'StageKitError',
    code: 'publish-conflict',
    message:
      'amer/2026-11-21#1 was opened by another process meanwhile. Look how it ended; where it did not end well, run again.',
    cause: { code: 'exists' },
  });
  expect(await journal.attempts('amer', '2026-11-21')).toMatchObject([{ engine: 'duckdb 1' }]);
});

test('an error of the store that is no conflict is passed on', async () => {
  const failing = new Journal(beforePut(store, /^runs\//, () => Promise.reject(new Error('the disk is full'))));
  await expect(failing.open(first(), [])).rejects.toThrow(new Error('the disk is full'));
});

test.each([
  ['not JSON', 'SyntaxError'],
  ['{"run":"amer/2026-11-21#1"}', 'attempt'],
])('a record with %j in it is named, with what to do', async (content, why) => {
  await store.put('runs/amer/2026-11-21/0001.json', content);
  const read = journal.attempts('amer', '2026-11-21');
  await expect(read).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(
      new RegExp(`0001\\.json is no record of a run: [^]*${why}[^]*Restore it or delete it`),
    ),
    cause: expect.any(Error),
  });
});
