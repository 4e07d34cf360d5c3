import { duckdb } from '@lookalikes/engine-duckdb';
import { files } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { Ledger, parseOptions, previewStep, stageSteps } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leftOut, pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { run, writing } from './counting-world.ts';
import { inputs, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-20', pages: ['a', 'b'] });
});
afterEach(() => world[Symbol.asyncDispose]());

const preview = async (name: string, of: { stage?: Stage; inputs?: object; runDate?: string } = {}) => {
  const stage = of.stage ?? counting;
  const step = stageSteps(stage).find((known) => known.name === name)!;
  const options = parseOptions(stage, {});
  const ledger = new Ledger(world.store);
  const place = { region: 'amer' as const, runDate: '2026-11-21', options, inputs, ledger, ...of };
  return previewStep(stage, step, place);
};
const compiled = async (...of: Parameters<typeof preview>) =>
  duckdb({ path: ':memory:' }).compile((await preview(...of)).statement, { root: world.root, region: 'amer' });

test('the steps of a stage are the SQL files it ships, with their first comment', () => {
  expect(stageSteps(counting).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'write daily_visits',
    'write left_out',
    'write pages',
    'query growth',
    'audit audits/few_pages',
    'audit audits/least_pages',
    'audit audits/no_visits',
  ]);
  expect(stageSteps(writing(async () => {}, { writes: { left_out: leftOut } }))).toEqual([]);
});

test('what is published is read; what is not, and what the run tells or writes, stands in angle brackets', async () => {
  const before = await preview('growth');
  expect(before.reads).toEqual({
    pages: 'pages: written by the run itself',
    last_pages: 'pages_v1: nothing of before 2026-11-21 is published: empty',
  });
  const { params } = await compiled('growth');
  expect(Object.values(params)).toEqual(
    expect.arrayContaining(['<pages: written by the run itself>', '<least: told by the run>']),
  );

  expect((await run(world)).error).toBeUndefined();
  const { writeId } = (await new Ledger(world.store).find(pages, { region: 'amer', date: '2026-11-21' }))!;
  const after = await preview('growth', { runDate: '2026-11-22' });
  expect(after.reads['last_pages']).toBe('pages_v1 of 2026-11-21, by amer/2026-11-21#1');
  expect(after.statement.relations['last_pages']).toMatchObject({ writes: [{ writeId }] });
  expect((await preview('pages')).reads).toEqual({ days: 'daily_visits_v1 of 2026-11-20, by amer/2026-11-21#1' });

  visit(world.root, { day: '2026-11-19', pages: ['a'] });
  await run(world);
  expect((await preview('pages')).reads).toEqual({ days: 'daily_visits_v1 of 2 days, 2026-11-19 to 2026-11-20' });
});

test('a read of tonight that is not published is named by its table', async () => {
  const reading: Stage = { ...counting, reads: { ...counting.reads, last_pages: pages } };
  expect((await preview('growth', { stage: reading })).reads['last_pages']).toBe(
    'pages_v1 of amer/2026-11-21: not published',
  );
  const { params } = await compiled('growth', { stage: reading });
  expect(Object.values(params)).toContain('<pages_v1 of amer/2026-11-21: not published>');
});

test('an input is as the night sees it: of one day where a day is written, empty where the config leaves it out', async () => {
  expect((await preview('daily_visits')).reads).toEqual({
    events: 'input events of 2026-11-20, as an example: a statement a day',
    left_out: 'left_out: written by the run itself',
  });
  expect((await preview('left_out')).reads).toEqual({
    opt_outs: 'input optOuts, which the config leaves out: empty',
  });
  const bound = await preview('left_out', { inputs: { ...inputs, optOuts: files('opt-outs/*.jsonl') } });
  expect(bound.reads).toEqual({ opt_outs: 'input optOuts, before 2026-11-21' });
  await expect(preview('daily_visits', { inputs: {} })).rejects.toMatchObject({ code: 'config' });
  const { params } = await compiled('daily_visits');
  expect(Object.values(params)).toEqual(expect.arrayContaining(['2026-11-20', '2026-11-21']));
});

test('what an audit may name is there: options, region and run date', async () => {
  expect((await preview('audits/least_pages')).statement.params).toEqual({ option_least_pages: 0 });
});
