import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Stage } from '@lookalikes/stage-kit';
import { batchOfRows, HeldError } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { pageRows, published, run, userRows, writing } from './counting-world.ts';
import { countRows, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-20', pages: ['a', 'b'] });
});
afterEach(() => world[Symbol.asyncDispose]());

test('an audit of severity error holds the night back, and keeps the rows to look at', async () => {
  const { record, error } = await run(world, { leastPages: 3 });
  expect(error).toBeInstanceOf(HeldError);
  expect(record).toMatchObject({
    status: 'held',
    failure: { stage: 'counting', code: 'held' },
    stages: [{ writes: [{ name: 'daily_visits' }, { name: 'pages', rows: 2 }], warnings: [{ code: 'missing-days' }] }],
  });
  expect(record.stages[0]?.audits).toContainEqual({ name: 'least_pages', severity: 'error', badRows: 1 });
  expect(await published(world)).toEqual([]);
  const { message } = error as Error;
  expect(message).toMatch(/^counting is held back by its audits \(least_pages: 1 bad rows\)\. Nothing was published/);
  const looks = message.match(/SELECT \* FROM \w+ WHERE write_id = '[0-9a-f-]{36}'/g) ?? [];
  expect(looks.map((look) => look.split(' ')[3])).toEqual(['daily_visits_v1', 'pages_v1']);
  for (const look of looks) expect(await countRows(world, `(${look})`)).toBe(2);
});

test('what was published before stays in place of what is held', async () => {
  await run(world);
  const { error } = await run(world, { leastPages: 3 });
  expect(error).toBeInstanceOf(HeldError);
  expect(await world.rows(pages)).toHaveLength(2);
  expect(await published(world)).toHaveLength(2);
});

test('an audit of severity warn is told and publishes', async () => {
  const { record, error } = await run(world, { fewPages: 3 });
  expect(error).toBeUndefined();
  expect(record.status).toBe('done');
  expect(record.stages[0]?.audits).toContainEqual({ name: 'few_pages', severity: 'warn', badRows: 1 });
  expect(await world.rows(pages)).toHaveLength(2);
});

test('two rows of a key hold the night back, in scratch too', async () => {
  const twice = writing(async (night) => {
    await night.load('pages', pageRows('a', 'b', 'a', 'b', 'c'));
    await night.load('left_out', userRows('u1', 'u1'));
  });
  const { record, error } = await run(world, {}, { stage: { ...twice, scratch: ['left_out'] } });
  expect(error).toMatchObject({
    code: 'held',
    message: expect.stringContaining('(key_of_pages: 2 bad rows; key_of_left_out: 1 bad rows)'),
  });
  expect(error).not.toMatchObject({ message: expect.stringContaining('left_out_v1') });
  expect(record.stages[0]?.audits).toEqual([
    { name: 'key_of_pages', severity: 'error', badRows: 2 },
    { name: 'key_of_left_out', severity: 'error', badRows: 1 },
  ]);
  expect(await published(world)).toEqual([]);
});

test('scratch may be written in parts, which are held to its key together, or not at all', async () => {
  const inParts = (...users: readonly string[]) =>
    writing(async (night) => {
      for (const [part, user] of users.entries()) await night.load('left_out', userRows(user), { part });
      await night.load('pages', pageRows('a'));
    });
  const audited = async (stage: Stage) => {
    const { record } = await run(world, {}, { stage: { ...stage, scratch: ['left_out'] } });
    return [record.status, ...record.stages[0]!.audits.map(({ name, badRows }) => `${name} ${badRows}`)];
  };
  expect(await audited(inParts('u1', 'u2'))).toEqual(['done', 'key_of_left_out 0', 'key_of_pages 0']);
  expect(await audited(inParts('u1', 'u1'))).toEqual(['held', 'key_of_left_out 1', 'key_of_pages 0']);
  expect(await audited(inParts())).toEqual(['done', 'key_of_pages 0']);
});

test('a dataset without a key has nothing to hold its rows to', async () => {
  const keyless = { ...pages, key: [] };
  const twice = writing((night) => night.load('pages', [batchOfRows(keyless, [row, row])]), {
    writes: { pages: keyless },
  });
  const { record, error } = await run(world, {}, { stage: twice });
  expect(error).toBeUndefined();
  expect(record.stages[0]).toMatchObject({ audits: [], writes: [{ rows: 2 }] });
});

const row = { page: 'a', visits: 1n };

test('what an audit finds is told whatever its severity, by segment where its rows name one', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  mkdirSync(join(folder.path, 'audits'));
  const select = (segments: string) =>
    `SELECT segment_id FROM (SELECT unnest([${segments}]) AS segment_id) AS found, {{pages}} AS pages`;
  writeFileSync(join(folder.path, 'audits/odd.warn.sql'), `${select("'s1', 's2', 's2', NULL")};`);
  writeFileSync(join(folder.path, 'audits/worse.error.sql'), `${select("'s3'")} -- as it is`);
  const stage = writing(async (night) => void (await night.load('pages', pageRows('a'))), {
    writes: { pages },
    sql: pathToFileURL(`${folder.path}/`),
  });
  const { record, error } = await run(world, {}, { stage });
  expect(record.stages[0]?.audits).toEqual([
    {
      name: 'odd',
      severity: 'warn',
      badRows: 4,
      segments: [
        { segment: 's2', badRows: 2 },
        { segment: 's1', badRows: 1 },
      ],
    },
    { name: 'worse', severity: 'error', badRows: 1, segments: [{ segment: 's3', badRows: 1 }] },
    { name: 'key_of_pages', severity: 'error', badRows: 0 },
  ]);
  expect(error).toMatchObject({ message: expect.stringContaining('(worse: 1 bad rows (s3: 1))') });
});
