import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { segmentSizes, supaModelsCollection, trainingSetSizes, segments } from '@lookalikes/schema';
import type { StagesResult } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holding, night } from '../test/night.ts';
import { reporting } from './stage.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 2 }),
    store: fileStore({ root: 'objects' }),
  });
});
afterEach(() => world[Symbol.asyncDispose]());

const folder = 'lookalikes/amer/2026-11-21/reports';

const textOf = async (report: string) => Buffer.from(await world.store.get(`${folder}/${report}.tsv`)).toString();
const auditsOf = ({ record }: StagesResult) =>
  Object.fromEntries(record.stages[1]?.audits.map(({ name, badRows }) => [name, badRows]) ?? []);

test('weights are ranked within their segment, ties by token', async () => {
  const { error } = await world.run([night(), reporting]);
  expect(error).toBeUndefined();
  const rows = await world.rows(supaModelsCollection.v1);
  expect(rows.map(({ token, weight_rank, segment_name }) => [token, weight_rank, segment_name])).toEqual([
    ['a', 2, 'Travel\tand more'],
    ['b', 3, 'Travel\tand more'],
    ['c', 1, 'Travel\tand more'],
    ['d', 4, 'Travel\tand more'],
  ]);
});

test('every segment has its reach, and 0 without an audience', async () => {
  await world.run([night(), reporting]);
  expect(await world.rows(segmentSizes.v1)).toEqual([
    {
      segment_id: 's1',
      segment_name: 'Travel\tand more',
      requested_size: 0.05,
      reach: 3,
      delivered_ids: 3n,
      lowest_score: -0.5,
    },
    { segment_id: 's2', segment_name: 'Cars', requested_size: 500, reach: 0, delivered_ids: 0n, lowest_score: null },
    { segment_id: 's3', segment_name: 'Film', requested_size: null, reach: 0, delivered_ids: 0n, lowest_score: null },
  ]);
});

test('every segment has what it was trained on, or why it was not', async () => {
  await world.run([night(), reporting]);
  const sizes = { seeds: 12, usable_seeds: 10, negatives: 1000, sampling_rate: 0.1 };
  const none = { seeds: 0, usable_seeds: 0, negatives: 0, sampling_rate: 0 };
  expect(await world.rows(trainingSetSizes.v1)).toEqual([
    {
      segment_id: 's1',
      segment_name: 'Travel\tand more',
      ...sizes,
      status: 'ready',
      reason: null,
      model_run_date: '2026-11-21',
    },
    {
      segment_id: 's2',
      segment_name: 'Cars',
      ...sizes,
      status: 'skipped',
      reason: '10 usable seeds, fewer than 100',
      model_run_date: null,
    },
    {
      segment_id: 's3',
      segment_name: 'Film',
      ...none,
      status: 'skipped',
      reason: 'no training set',
      model_run_date: null,
    },
  ]);
});

test('the reports lie in the object store as TSV', async () => {
  await world.run([night(), reporting]);
  expect(await textOf('supa_models_collection')).toBe(
    [
      'segment_id\tsegment_name\ttoken\tweight\tweight_rank',
      's1\tTravel\\tand more\ta\t0.5\t2',
      's1\tTravel\\tand more\tb\t0.5\t3',
      's1\tTravel\\tand more\tc\t2\t1',
      's1\tTravel\\tand more\td\t-0.3333333333333333\t4',
      '',
    ].join('\n'),
  );
  expect(await textOf('segment_sizes')).toBe(
    [
      'segment_id\tsegment_name\trequested_size\treach\tdelivered_ids\tlowest_score',
      's1\tTravel\\tand more\t0.05\t3\t3\t-0.5',
      's2\tCars\t500\t0\t0\t',
      's3\tFilm\t\t0\t0\t',
      '',
    ].join('\n'),
  );
  expect((await textOf('training_set_sizes')).split('\n')[2]).toBe(
    's2\tCars\t12\t10\t1000\t0.1\tskipped\t10 usable seeds, fewer than 100\t',
  );
  expect((await textOf('evaluations')).split('\n').slice(1)).toEqual([
    's1\tbacktest\t2026-11-20\t100\t3\t\t\t0.25\t0.3333333333333333\t\t\t\t\t\tno hits',
    's1\tvalidation\t2026-11-20\t100\t3\t0.75\t\t0.25\t0.3333333333333333\t\t\t\t\t\t',
    '',
  ]);
});

test('running again changes no byte', async () => {
  const reports = ['supa_models_collection', 'segment_sizes', 'training_set_sizes', 'evaluations'];
  await world.run([night(), reporting]);
  const first = await Promise.all(reports.map(textOf));
  await world.run([night(), reporting]);
  expect(await Promise.all(reports.map(textOf))).toEqual(first);
});

test('their place is configuration, and part of the record', async () => {
  const { record } = await world.run([night(), reporting], {
    stages: { reporting: { key: 'reports/{region}/{report}.txt' } },
  });
  expect((await world.store.head('reports/amer/segment_sizes.txt'))?.bytes).toBeGreaterThan(0);
  expect(record.stages[1]?.figures).toContainEqual({ name: 'evaluations.tsv', value: 'reports/amer/evaluations.txt' });
});

test('a night without a model is reported too', async () => {
  const result = await world.run([night({ trained: false, reach: 0 }), reporting]);
  expect(result.error).toBeUndefined();
  expect(await textOf('supa_models_collection')).toBe('segment_id\tsegment_name\ttoken\tweight\tweight_rank\n');
  expect((await world.rows(segmentSizes.v1)).map(({ reach }) => reach)).toEqual([0, 0, 0]);
  expect(auditsOf(result)).toMatchObject({ ready_without_model: 1, model_without_reach: 0, segment_missing: 0 });
});

test('a model that reaches nobody is told of', async () => {
  const result = await world.run([night({ reach: 0 }), reporting]);
  expect(result.error).toBeUndefined();
  expect(auditsOf(result)).toMatchObject({ ready_without_model: 0, model_without_reach: 1 });
});

test('where a report cannot be put, nothing is published', async () => {
  mkdirSync(join(world.root, 'objects', folder, 'segment_sizes.tsv/in-the-way'), { recursive: true });
  const { error } = await world.run([night(), reporting]);
  expect(error).toMatchObject({ name: 'ObjectStoreError', code: 'io' });
  await expect(world.rows(segmentSizes.v1)).rejects.toMatchObject({ code: 'read-missing' });
});

test('a night that is held by its audit leaves no report', async () => {
  await world.run([night(), reporting], { runDate: '2026-11-20' });
  const { error } = await world.run([night(), holding(world.root)]);
  expect(error).toMatchObject({ code: 'held', message: expect.stringMatching(/segment_missing: 3 bad rows/) });
  const keys: string[] = [];
  for await (const { key } of world.store.list('lookalikes/amer/')) keys.push(key.split('/')[2] ?? '');
  expect(new Set(keys)).toEqual(new Set(['2026-11-20']));
});

test('it says which stage to run where one is missing', async () => {
  const { error } = await world.run([given([segments.v1, []]), reporting]);
  expect(error).toMatchObject({ code: 'read-missing', message: expect.stringMatching(/training-data writes it: run/) });
});

test.each([
  [{ key: 'reports/{report}.tsv' }, /stages\.reporting\.key: .*expected \{region\} in it/],
  [{ key: '/{region}/{report}' }, /is no object key/],
  [{ keys: 'x' }, /stages\.reporting\.keys: no such key; did you mean 'key'\?/],
  [{ sink: { to: 'mysql' } }, /stages\.reporting\.sink\.to: found "mysql"; expected \{ to: 'files' \}, /],
  [
    { sink: 'postgres://reports:hunter2@db' },
    /^stages\.reporting\.sink\.to: found nothing; expected \{ to: 'files' \}, /,
  ],
  [
    { sink: { to: 'postgres', connection: 'postgres://reports:hunter2@db' } },
    /^stages\.reporting\.sink\.connection\.connectionString: no such key[^@]*$/,
  ],
  [{ sink: { to: 'postgres', schema: 'x"; DROP' } }, /stages\.reporting\.sink\.schema: .*expected lower-case letters/],
  [{ sink: { to: 'redshift', iamRole: "x' --" } }, /stages\.reporting\.sink\.iamRole: .*expected the ARN of a role/],
  [
    { sink: { to: 'redshift', iamRole: 'default', bucketRegion: "eu'" } },
    /stages\.reporting\.sink\.bucketRegion: .*expected an AWS region/,
  ],
])('options %j are refused', async (options, message) => {
  const { error } = await world.run([night(), reporting], { stages: { reporting: options } });
  expect(error).toMatchObject({ code: 'config', message: expect.stringMatching(message) });
});
