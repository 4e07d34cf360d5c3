import { duckdb } from '@lookalikes/engine-duckdb';
import type { Progress, Stage, StageRecord, StagesRun } from '@lookalikes/stage-kit';
import { createLog, runStages } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { counting } from '../fixtures/counting/src/stage.ts';
import { writing } from './counting-world.ts';
import { beforePut, inputs, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-20', pages: ['a'] });
});
afterEach(() => world[Symbol.asyncDispose]());

const store = fileStore({ root: 'objects' });
const run = (stage: Stage, of: Partial<StagesRun> = {}) =>
  runStages([{ stage, after: [] }], {
    region: 'amer',
    runDate: '2026-11-21',
    root: world.root,
    config: { regions: ['amer'], engine: () => duckdb({ path: 'night.duckdb' }), store, inputs, stages: {} },
    log: createLog('none'),
    signal: new AbortController().signal,
    ...of,
  });

test('progress is told as the stage goes on, and each stage when it is done', async () => {
  const told: Progress[] = [];
  const done: StageRecord[] = [];
  const { record } = await run(counting, {
    onProgress: (progress) => told.push(progress),
    onStage: (stage) => done.push(stage),
  });
  expect(told.every(({ stage }) => stage === 'counting')).toBe(true);
  expect(told.map(({ label }) => label)).toEqual([
    'left_out',
    'daily_visits 2026-11-20',
    'pages',
    'audit few_pages',
    'audit least_pages',
    'audit no_visits',
    'audit key of left_out',
    'audit key of daily_visits',
    'audit key of pages',
  ]);
  expect(done).toEqual(record.stages);
});

test('figures, warnings and progress have a segment or a number where they are given one', async () => {
  const told: Progress[] = [];
  const warned: object[] = [];
  const telling = writing(
    async (night) => {
      night.figure('seeds', 12, 's1');
      night.figure('users', 3);
      night.warn('small', 'few seeds', 's1');
      night.warn('empty', 'no users');
      night.progress('lanes', 1, 2);
      night.progress('lanes');
    },
    { writes: {} },
  );
  const night = { stage: 'counting', region: 'amer', runDate: '2026-11-21', run: 'amer/2026-11-21#1' };
  const log = { ...createLog('none'), warn: (fields: object, message: string) => warned.push({ ...fields, message }) };
  const { record } = await run(telling, { log, onProgress: (progress) => told.push(progress) });
  expect(record.stages[0]).toMatchObject({
    figures: [
      { name: 'seeds', value: 12, segment: 's1' },
      { name: 'users', value: 3 },
    ],
    warnings: [
      { code: 'small', message: 'few seeds', segment: 's1' },
      { code: 'empty', message: 'no users' },
    ],
  });
  expect(warned).toEqual([
    { ...night, code: 'small', segment: 's1', message: 'few seeds' },
    { ...night, code: 'empty', segment: undefined, message: 'no users' },
  ]);
  expect(told).toEqual([
    { stage: 'counting', label: 'lanes', done: 1, total: 2 },
    { stage: 'counting', label: 'lanes' },
  ]);
});

test('why a night failed is told even where its record cannot be saved', async () => {
  const told: string[] = [];
  const failing = writing(() => Promise.reject(new Error('why it failed')));
  const full = {
    name: 'file',
    open: async (place: { root: string }) => {
      const opened = await store.open(place);
      let puts = 0;
      const saved = { test: (key: string) => key.startsWith('runs/') && ++puts > 1 };
      return beforePut(opened, saved, () => Promise.reject(new Error('the disk is full')));
    },
  };
  const config = {
    regions: ['amer'] as const,
    engine: () => duckdb({ path: 'a.duckdb' }),
    store: full,
    inputs,
    stages: {},
  };
  const log = { ...createLog('none'), error: (_fields: object, message: string) => told.push(message) };
  const { record, error } = await run(failing, { config, log });
  expect(error).toEqual(new Error('why it failed'));
  expect(record).toMatchObject({ status: 'failed', failure: { message: 'why it failed' } });
  expect(told).toEqual([
    'amer/2026-11-21#1: counting: why it failed',
    'amer/2026-11-21#1: how it ended could not be recorded: the disk is full',
  ]);
});
