import { deliveries } from '@lookalikes/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { figuresOf, folder, plain, sumOf, SyncWorld, warningsOf } from '../test/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await SyncWorld.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test('every id of every user is delivered, by number, with its segment', async () => {
  const result = await world.run(plain);
  expect(result.error).toBeUndefined();
  expect(await world.linesOf(`${folder}/1/part-00000.tsv.gz`)).toEqual(['9\t771', '10\t771', '200\t771']);
  expect(await world.linesOf(`${folder}/2/part-00000.tsv.gz`)).toEqual(['200\t772']);
  expect(await world.keys()).toEqual([
    `${folder}/1/part-00000.tsv.gz`,
    `${folder}/2/part-00000.tsv.gz`,
    `${folder}/manifest.json`,
  ]);
  const bytes = (await world.bytesOf(`${folder}/1/part-00000.tsv.gz`)).length;
  expect(figuresOf(result)).toMatchObject({ dsp_ids: 3, hub_ids: 0, crowded_ids: 0 });
  expect(figuresOf(result, '1')).toEqual({
    audience_users: 4,
    without_dsp_id: 2,
    opted_out: 0,
    refused_ids: 0,
    delivered_ids: 3,
    added_ids: 3,
    refreshed_ids: 0,
    removed_ids: 0,
    files: 1,
    bytes,
  });
  expect(warningsOf(result)).toEqual([]);
});

test('deliveries and the manifest say what each file holds; an empty audience has no file and 0 rows', async () => {
  await world.run(plain);
  const found = await Promise.all(
    ['1', '2'].map(async (id) => {
      const key = `${folder}/${id}/part-00000.tsv.gz`;
      const content = await world.bytesOf(key);
      return { key, id, bytes: content.length, sha256: sumOf(content) };
    }),
  );
  const rows = [3, 1];
  expect(await world.night.rows(deliveries.v1)).toEqual(
    found.map(({ key, id, bytes, sha256 }, at) => ({
      segment_id: id,
      file: key,
      rows: BigInt(rows[at]!),
      bytes: BigInt(bytes),
      sha256,
      kind: 'full',
    })),
  );
  expect(JSON.parse(Buffer.from(await world.bytesOf(`${folder}/manifest.json`)).toString())).toEqual({
    region: 'amer',
    run_date: '2026-11-21',
    mode: 'full',
    since: null,
    columns: ['dsp_user_id', 'dsp_segment_id'],
    layout: { separator: '\t', lineEnd: '\n', header: false, encoding: 'utf8', ids: 'text' },
    segments: [
      ['1', 'deliver', 3, 1],
      ['2', 'deliver', 1, 1],
      ['3', 'leave', 0, 0],
    ].map(([id, action, added, of]) => ({
      segment_id: id,
      dsp: 'an',
      dsp_segment_id: `77${id}`,
      action,
      rows: added,
      files: of,
      added,
      refreshed: 0,
      kept: 0,
      removed: 0,
    })),
    files: found.map(({ key, id, bytes, sha256 }, at) => ({
      key,
      segment_id: id,
      dsp_segment_id: `77${id}`,
      rows: rows[at],
      bytes,
      sha256,
    })),
    form: 2,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('an id goes to the user of its latest mapping before the run date; of two at once, to the greater', async () => {
  await world.run({
    users: { '1': ['ann', 'bob'], '2': ['cat'] },
    mapping: [
      { id: '1', user: 'ann', at: '2026-11-01T00:00:00' },
      { id: '1', user: 'cat', at: '2026-11-02T00:00:00' },
      { id: '1', user: 'ann', at: '2026-11-21T00:00:00' },
      { id: '2', user: 'cat' },
      { id: '2', user: 'bob' },
    ],
  });
  expect(await world.linesOf(`${folder}/2/part-00000.tsv.gz`)).toEqual(['1\t772', '2\t772']);
  expect(await world.keys()).toEqual([`${folder}/2/part-00000.tsv.gz`, `${folder}/manifest.json`]);
});

test('nobody who opted out before the run date is in any file', async () => {
  const result = await world.run({
    ...plain,
    optOuts: [
      { user: 'ann', since: '2026-11-20T23:59:59.999' },
      { user: 'ann', since: '2026-01-01T00:00:00' },
      { user: 'cat', since: '2026-01-01T00:00:00' },
      { user: 'bob', since: '2026-11-21T00:00:00' },
    ],
  });
  expect(result.error).toBeUndefined();
  expect(await world.linesOf(`${folder}/1/part-00000.tsv.gz`)).toEqual(['200\t771']);
  expect(figuresOf(result, '1')).toMatchObject({
    audience_users: 4,
    without_dsp_id: 2,
    opted_out: 1,
    delivered_ids: 1,
  });
  expect(result.record.stages[1]?.audits).toContainEqual({ name: 'opted_out', severity: 'error', badRows: 0 });
});

test('ids of many users and users of many ids are left out and counted', async () => {
  const result = await world.run({
    users: { '1': ['ann', 'bob', 'cat'] },
    mapping: [
      ...['ann', 'bob', 'zoe'].map((user) => ({ id: '1', user, at: `2026-11-0${user === 'ann' ? 2 : 1}T00:00:00` })),
      ...['ann', 'bob'].map((user) => ({ id: '2', user, at: `2026-11-0${user === 'bob' ? 2 : 1}T00:00:00` })),
      ...['3', '4', '5'].map((id) => ({ id, user: 'cat' })),
      { id: '6', user: 'ann' },
    ],
    options: { maxUsersPerId: 2, maxIdsPerUser: 2 },
  });
  expect(await world.linesOf(`${folder}/1/part-00000.tsv.gz`)).toEqual(['2\t771', '6\t771']);
  expect(figuresOf(result)).toMatchObject({ dsp_ids: 2, hub_ids: 1, crowded_ids: 3 });
  expect(figuresOf(result, '1')).toMatchObject({ without_dsp_id: 1, delivered_ids: 2 });
});

test('parts have so many rows at most, and ids are sorted across them', async () => {
  const ids = Array.from({ length: 25 }, (_, at) => String(at * 7 + 1));
  await world.run({
    users: { '1': ids.map((id) => `user ${id}`) },
    mapping: ids.toReversed().map((id) => ({ id, user: `user ${id}` })),
    options: { maxRowsPerPart: 10, columns: ['dsp_user_id'] },
  });
  const parts = ['00000', '00001', '00002'].map((part) => `${folder}/1/part-${part}.tsv.gz`);
  expect((await world.keys()).slice(0, -1)).toEqual(parts);
  const lines = await Promise.all(parts.map((part) => world.linesOf(part)));
  expect(lines.map(({ length }) => length)).toEqual([10, 10, 5]);
  expect(lines.flat()).toEqual(ids);
});

test('a file ends at the block in which it is large enough, the same every time', async () => {
  const ids = Array.from({ length: 9_000 }, (_, at) => String(100_000 + at));
  const given = {
    users: { '1': ids.map((id) => `u${id}`) },
    mapping: ids.map((id) => ({ id, user: `u${id}` })),
    options: { preset: 'xandr', maxBytesPerPart: 10_000 },
  };
  await world.run(given);
  const sums = await world.sums();
  const parts = ['00000', '00001'].map((part) => `${folder}/1/part-${part}.tsv.gz`);
  expect(Object.keys(sums)).toEqual([...parts, `${folder}/manifest.json`]);
  expect((await Promise.all(parts.map((part) => world.linesOf(part)))).map(({ length }) => length)).toEqual([
    8192, 808,
  ]);
  await world.run(given);
  const again = await world.sums();
  expect(parts.map((part) => again[part])).toEqual(parts.map((part) => sums[part]));
});

test('places, names and columns are configuration', async () => {
  await world.run({
    ...plain,
    users: { 'a/b': ['bob'] },
    options: {
      key: 'legacy/{region}/{dsp}/{segment_id}-{part}.gz',
      manifestKey: 'legacy/{region}.json',
      columns: ['dsp_user_id', 'timestamp', 'segment_id', 'value', 'expiration_minutes'],
      ttlDays: 2,
    },
  });
  expect(await world.keys('legacy')).toEqual(['legacy/amer.json', 'legacy/amer/an/a=2Fb-00000.gz']);
  expect(await world.linesOf('legacy/amer/an/a=2Fb-00000.gz')).toEqual(['200\t1795219200\ta/b\t0\t2880']);
});
