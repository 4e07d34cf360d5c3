import { join } from 'node:path';
import { files } from '@lookalikes/schema';
import { Ledger } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dailyVisits, pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { doing, published, run } from './counting-world.ts';
import { append, countRows, inputs, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-19', pages: ['a', 'b'] });
  visit(world.root, { day: '2026-11-20', pages: ['a', 'c'], user: 'u2' });
});
afterEach(() => world[Symbol.asyncDispose]());

test('publishes what it wrote, by day and by night, and nothing that served only the run', async () => {
  const { record, error } = await run(world);
  expect(error).toBeUndefined();
  expect(await world.rows(pages)).toEqual([
    { page: 'a', visits: 2n },
    { page: 'b', visits: 1n },
    { page: 'c', visits: 1n },
  ]);
  expect(await published(world)).toEqual([
    'ledger/amer/daily_visits_v1/2026-11-19/000001.json',
    'ledger/amer/daily_visits_v1/2026-11-20/000001.json',
    'ledger/amer/pages_v1/2026-11-21/000001.json',
  ]);
  expect(await countRows(world, 'left_out_v1')).toBe(0);
  expect(await countRows(world, 'daily_visits')).toBe(4);
  expect(record).toMatchObject({
    run: 'amer/2026-11-21#1',
    region: 'amer',
    runDate: '2026-11-21',
    attempt: 1,
    status: 'done',
    asked: ['counting'],
    engine: expect.stringMatching(/^duckdb \d/),
    store: 'file',
    node: process.version,
    stages: [
      {
        stage: 'counting',
        version: '1.4.2',
        reads: [],
        writes: [
          { name: 'daily_visits', table: 'daily_visits_v1', date: '2026-11-19', rows: 2 },
          { name: 'daily_visits', table: 'daily_visits_v1', date: '2026-11-20', rows: 2 },
          { name: 'pages', table: 'pages_v1', date: '2026-11-21', rows: 3, checksum: expect.stringMatching(/^duckdb/) },
        ],
        figures: [
          { name: 'pages', value: 3 },
          { name: 'last_pages', value: 0 },
          { name: 'last_date', value: null },
        ],
        warnings: [{ code: 'missing-days', message: '1 days have no visits' }],
        audits: [
          { name: 'few_pages', severity: 'warn', badRows: 0 },
          { name: 'least_pages', severity: 'error', badRows: 0 },
          { name: 'no_visits', severity: 'error', badRows: 0 },
          { name: 'key_of_left_out', severity: 'error', badRows: 0 },
          { name: 'key_of_daily_visits', severity: 'error', badRows: 0 },
          { name: 'key_of_pages', severity: 'error', badRows: 0 },
        ],
      },
    ],
  });
  expect(record.finishedAt).toMatch(/Z$/);
  expect(record).not.toHaveProperty('failure');
  const entry = await new Ledger(world.store).find(pages, { region: 'amer', date: '2026-11-21' });
  expect(entry).toMatchObject({ version: '1.1', rows: 3, stage: 'counting', stageVersion: '1.4.2', fence: 1 });
  expect(entry?.writeId).toBe(record.stages[0]?.writes[2]?.writeId);
  expect(entry?.run).toBe(record.run);
});

test('the night after reads the night before, and says so in its record', async () => {
  await run(world, {}, { runDate: '2026-11-20' });
  const { record } = await run(world);
  const [stage] = record.stages;
  expect(stage?.figures).toEqual([
    { name: 'pages', value: 3 },
    { name: 'last_pages', value: 2 },
    { name: 'last_date', value: '2026-11-20' },
  ]);
  const [last] = await new Ledger(world.store).all(pages, 'amer');
  const [day] = await new Ledger(world.store).all(dailyVisits, 'amer');
  expect(stage?.reads).toEqual([
    { name: 'days', dataset: 'daily_visits', partitions: 1, last: '2026-11-19', writeId: day?.writeId },
    { name: 'last_pages', dataset: 'pages', partitions: 1, last: '2026-11-20', writeId: last?.writeId },
  ]);
});

test('an optional input is read where config has it, and empty where not', async () => {
  append(join(world.root, 'opt-outs/part.jsonl'), { user_id: 'u2', since: '2026-11-01T00:00:00' });
  await run(world, {}, { inputs: { ...inputs, optOuts: files('opt-outs/*.jsonl') } });
  expect(await countRows(world, 'left_out_v1')).toBe(0);
  expect(await world.rows(pages)).toEqual([
    { page: 'a', visits: 1n },
    { page: 'b', visits: 1n },
  ]);
});

test('the read of days sees the days this run has written, in place of those they replace', async () => {
  await run(world);
  visit(world.root, { day: '2026-11-20', pages: ['c', 'd'] });
  const { record } = await run(world);
  expect(record.stages[0]?.writes.map(({ name, date }) => [name, date])).toEqual([
    ['daily_visits', '2026-11-20'],
    ['pages', '2026-11-21'],
  ]);
  expect(await world.rows(pages)).toEqual([
    { page: 'a', visits: 2n },
    { page: 'b', visits: 1n },
    { page: 'c', visits: 2n },
    { page: 'd', visits: 1n },
  ]);
  expect((await published(world)).filter((key) => key.includes('daily'))).toEqual([
    'ledger/amer/daily_visits_v1/2026-11-19/000001.json',
    'ledger/amer/daily_visits_v1/2026-11-20/000001.json',
    'ledger/amer/daily_visits_v1/2026-11-20/000002.json',
  ]);
  expect(await countRows(world, 'daily_visits')).toBe(5);
});

test('a write by day that had nothing to do is empty to its audits', async () => {
  await run(world);
  const { error } = await run(world);
  expect(error).toBeUndefined();
});

test('nothing is seen before it is published', async () => {
  const seen: unknown[] = [];
  const looking = doing(async (night) => {
    await counting.run(night);
    seen.push(await published(world));
    seen.push(await new Ledger(night.store).find(pages, { region: 'amer', date: '2026-11-21' }));
  });
  await run(world, {}, { stage: looking });
  expect(seen).toEqual([[], undefined]);
  expect(await published(world)).toHaveLength(3);
});
