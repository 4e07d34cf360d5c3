import { duckdb } from '@lookalikes/engine-duckdb';
import type { StagesRun, StoreAdapter } from '@lookalikes/stage-kit';
import { checkConfig, createLog, RegionLock, runStages, sweep } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { doing } from './counting-world.ts';
import { before, countRows, inputs, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  for (const day of ['2026-11-18', '2026-11-19', '2026-11-20']) visit(world.root, { day, pages: ['a'] });
  const stop = new AbortController();
  const stopping = doing(async (of) => {
    const range = { from: '2026-11-18', to: '2026-11-21' };
    const { stale } = await of.staleDays('daily_visits', { input: 'events', range });
    await of.materialize('left_out');
    await of.materializeDays('daily_visits', stale);
    stop.abort(new Error('enough'));
    of.signal.throwIfAborted();
  });
  await runStages([{ stage: stopping, after: [] }], { ...night(), signal: stop.signal });
});
afterEach(() => world[Symbol.asyncDispose]());

/** A store to which something happens before an object under such a key is deleted. */
const beforeDelete = (key: RegExp, happen: () => Promise<unknown>): StoreAdapter => ({
  name: 'file',
  open: async () => before(world.store, { call: 'delete', key }, happen),
});

const config = (store: StoreAdapter = { name: 'file', open: async () => world.store }, unfinishedNights = 0) =>
  checkConfig(
    {
      engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
      store,
      inputs,
      retention: { nights: 2, unfinishedNights },
    },
    'a test',
  );

const night = (): StagesRun => ({
  region: 'amer',
  runDate: '2026-11-21',
  root: world.root,
  config: config(),
  log: createLog('none'),
  signal: new AbortController().signal,
});

const gc = (store?: StoreAdapter, unfinishedNights?: number) =>
  sweep({ ...night(), stages: [counting], config: config(store, unfinishedNights) });

const resume = () => runStages([{ stage: counting, after: [] }], { ...night(), resume: { attempt: 1 } });

test('a night that a killed sweep had begun to remove can be resumed: its rows are made anew', async () => {
  const killed = new Error('killed');
  const removing = gc(beforeDelete(/^journal\//, () => Promise.reject(killed)));
  await expect(removing).rejects.toThrow(killed);
  expect(await resume()).toMatchObject({ record: { status: 'done', resumes: 1 } });
  expect(await world.rows(pages)).toEqual([{ page: 'a', visits: 3n }]);
});

test('a sweep that is taken over as it begins to remove rows removes none: who resumes the night may have kept them', async () => {
  let taken: RegionLock | undefined;
  const takeOver = async () => {
    taken = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-21', force: true });
  };
  await expect(gc(beforeDelete(/^journal\//, takeOver))).rejects.toMatchObject({ code: 'lock-lost' });
  await taken?.release();
  expect(await countRows(world, 'daily_visits_v1')).toBe(3);
});

test('what a night that can be resumed reads of the one before it stays', async () => {
  const one = given([pages, [{ page: 'a', visits: 1n }]]);
  for (const runDate of ['2026-11-18', '2026-11-19', '2026-11-22', '2026-11-23', '2026-11-24'])
    await world.run([one], { runDate });
  const { writes, resumable } = await gc(undefined, 9);
  expect(resumable).toEqual(['amer/2026-11-21#1']);
  expect(writes).toMatchObject([{ table: 'pages_v1', date: '2026-11-18', why: 'expired' }]);
});
