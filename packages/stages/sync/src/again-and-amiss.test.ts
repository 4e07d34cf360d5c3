import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deliveries, files } from '@lookalikes/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { figuresOf, folder, plain, SyncWorld, warningsOf } from '../test/sync-world.ts';
import { sync } from './stage.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await SyncWorld.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test('running again changes no byte', async () => {
  const optOuts = [{ user: 'ann', since: '2026-01-01T00:00:00' }];
  await world.run({ ...plain, optOuts });
  const first = await world.sums();
  await world.run({ ...plain, mapping: plain.mapping.toReversed(), optOuts });
  expect(Object.keys(first)).toHaveLength(3);
  expect(await world.sums()).toEqual(first);
});

test('files of an earlier attempt that are no longer part of the night go; nothing else does', async () => {
  const kept = [
    `${folder}/reports/sizes.tsv`,
    'lookalikes/amer/2026-11-20/9/part-00000.tsv.gz',
    `${folder}/1/part-00000.tsv`,
  ];
  for (const key of kept) await world.night.store.put(key, 'kept');
  await world.run({ ...plain, options: { maxRowsPerPart: 1 } });
  expect((await world.keys()).filter((key) => key.includes('part-0000')).length).toBe(5);
  await world.run({ ...plain, users: { '1': ['ann', 'bob'] } });
  expect([...(await world.keys()), ...(await world.keys('lookalikes/amer/2026-11-20'))].toSorted()).toEqual(
    [...kept, `${folder}/1/part-00000.tsv.gz`, `${folder}/manifest.json`].toSorted(),
  );
});

test('control characters and empty ids are refused, counted and warned of, and never written', async () => {
  const result = await world.run({
    users: { '1': ['ann', 'bob', 'cat', 'dan'] },
    mapping: [
      { id: '1\t2', user: 'ann' },
      { id: '3\n4', user: 'bob' },
      { id: '', user: 'cat' },
      { id: '5', user: 'dan' },
    ],
  });
  expect(await world.linesOf(`${folder}/1/part-00000.tsv.gz`)).toEqual(['5\t771']);
  expect(figuresOf(result, '1')).toMatchObject({ delivered_ids: 1, refused_ids: 3 });
  expect(warningsOf(result)).toEqual([['refused-ids', '1']]);
});

test('where the segment itself cannot be written, no file is', async () => {
  const result = await world.run({ ...plain, users: { '1': ['bob'] }, dspSegmentId: '77\t1' });
  expect(await world.keys()).toEqual([`${folder}/manifest.json`]);
  expect(warningsOf(result)).toEqual([['unfit-segment', '1']]);
});

test('mappings without an id or a user are as good as none', async () => {
  const result = await world.run({
    users: { '1': ['ann'] },
    mapping: [
      { id: null, user: 'ann' },
      { id: '1', user: null },
    ],
  });
  expect(result.error).toBeUndefined();
  expect(figuresOf(result, '1')).toMatchObject({ without_dsp_id: 1, files: 0 });
  expect(warningsOf(result)).toEqual([['below-min-reach', '1']]);
});

test('an audience of a segment that is not of the night is told of', async () => {
  await world.run({ users: { '1': ['ann'] }, mapping: plain.mapping });
  const { record } = await world.runWithoutSegments(['ann']);
  expect(record.stages[1]?.audits).toContainEqual({
    name: 'unknown_segment',
    severity: 'warn',
    badRows: 1,
    segments: [{ segment: '1', badRows: 1 }],
  });
  expect(await world.keys()).toEqual([`${folder}/manifest.json`]);
});

test('where a file cannot be put, there is no manifest, and nothing is published', async () => {
  await world.run(plain);
  const before = await world.night.rows(deliveries.v1);
  mkdirSync(join(world.night.root, 'objects', folder, '4/part-00000.tsv.gz/in-the-way'), { recursive: true });
  const { error } = await world.run({ ...plain, users: { ...plain.users, '4': ['ann'] } });
  expect(error).toMatchObject({ name: 'ObjectStoreError', code: 'io' });
  expect(await world.keys()).not.toContain(`${folder}/manifest.json`);
  expect(await world.night.rows(deliveries.v1)).toEqual(before);
});

test('a file that breaks the rules of its layout is not stored, and stops the night', async () => {
  await world.run(plain);
  // A sync that does not sort its lines by id.
  const broken = join(world.night.root, 'broken-sql');
  cpSync(fileURLToPath(sync.sql), broken, { recursive: true });
  const sql = readFileSync(join(broken, 'lines.sql'), 'utf8');
  writeFileSync(join(broken, 'lines.sql'), sql.replace(/ORDER BY .*/, 'ORDER BY delivered.dsp_user_id DESC'));
  const stage = { ...sync, sql: pathToFileURL(`${broken}/`) };
  const before = await world.bytesOf(`${folder}/1/part-00000.tsv.gz`);
  const { error } = await world.run({ ...plain, stage });
  expect(error).toMatchObject({
    name: 'SyncError',
    code: 'bad-file',
    message: expect.stringMatching(
      /1\/part-00000\.tsv\.gz breaks the rules .*: line 3: order: expected ids in rising order\. /,
    ),
  });
  expect(await world.bytesOf(`${folder}/1/part-00000.tsv.gz`)).toEqual(before);
  expect(await world.keys()).not.toContain(`${folder}/manifest.json`);
});

test('a mapping that is not there stops the stage before anything is written', async () => {
  await world.run(plain);
  const { error } = await world.night.run([sync], { inputs: { mapping: files('inputs/none.jsonl') } });
  expect(error).toMatchObject({ code: 'input-missing' });
  expect(await world.keys()).toContain(`${folder}/manifest.json`);
});

test.each([
  [{ key: 'out/{part}' }, /stages\.sync\.key: found "out\/\{part\}"; expected \{region\} and \{segment_id\} in it/],
  [{ manifestKey: 'out/{part}' }, /\{part\} is none of \{region\}, \{run_date\}/],
  [{ columns: [] }, /expected at least one column/],
  [{ columns: ['rank', 'rank'] }, /expected each column once/],
  [{ columns: ['user_id'] }, /expected one of dsp_user_id, /],
  [{ ttlDays: 181 }, /stages\.sync\.ttlDays: found 181/],
  [{ columns: ['rank'] }, /expected dsp_user_id among them/],
  [{ mode: 'delta' }, /stages\.sync\.mode: found "delta"; a delta has to say who leaves/],
  [{ preset: 'xander' }, /expected one of legacy, xandr/],
  [{ separator: ' ' }, /expected a tab, a comma, a semicolon or a bar/],
  [{ reachLock: { enter: 1.1, leave: 1.2 } }, /stages\.sync\.reachLock\.enter: found 1\.1/],
  [{ reachLock: { enter: 0.9, leave: 0.9 } }, /stages\.sync\.reachLock\.leave: found 0\.9/],
])('options %j are refused', async (options, message) => {
  const { error } = await world.run({ ...plain, options });
  expect(error).toMatchObject({ code: 'config', message: expect.stringMatching(message) });
});
