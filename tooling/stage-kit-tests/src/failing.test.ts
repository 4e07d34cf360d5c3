import { duckdb } from '@lookalikes/engine-duckdb';
import type { Engine, EngineAdapter, Stage } from '@lookalikes/stage-kit';
import { createLog, runStages } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dailyVisits, pages } from '../fixtures/contracts.ts';
import { doing, pageRows, published, run, userRows, writing } from './counting-world.ts';
import { beforePut, countRows, inputs, keysOf, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-20', pages: ['a', 'b'] });
});
afterEach(() => world[Symbol.asyncDispose]());

test('a run that fails leaves no rows, publishes nothing and is recorded', async () => {
  const { record, error } = await run(world, { stop: 'bug' });
  expect(error).toEqual(new TypeError('a mistake nobody foresaw'));
  expect(record).toMatchObject({
    status: 'failed',
    stages: [],
    failure: { stage: 'counting', code: 'unexpected', message: 'a mistake nobody foresaw' },
  });
  expect(await countRows(world, 'daily_visits_v1')).toBe(0);
  expect(await published(world)).toEqual([]);
});

test('what is thrown need not be an error', async () => {
  const thrower = writing(async () => {
    // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- a stage may throw anything
    throw 'a text';
  });
  const { record, error } = await run(world, {}, { stage: thrower });
  expect(error).toBe('a text');
  expect(record.failure).toEqual({ stage: 'counting', code: 'unexpected', message: 'a text' });
});

test('an error with a code keeps it in the record', async () => {
  const { record } = await run(world, { stop: 'not-ready' });
  expect(record).toMatchObject({ status: 'failed', failure: { code: 'not-ready' } });
  const missing = writing((night) => night.store.get('nothing'));
  expect((await run(world, {}, { stage: missing })).record.failure?.code).toBe('not-found');
});

test('the stages after one that failed are not run; those before it stay published', async () => {
  const failing = writing(() => Promise.reject(new Error('no')), { name: 'failing', writes: {} });
  const { record } = await world.run([given([pages, [{ page: 'a', visits: 1n }]]), failing, given([dailyVisits, []])]);
  expect(record.asked).toEqual(['given', 'failing', 'given']);
  expect(record.stages.map(({ stage }) => stage)).toEqual(['given']);
  expect(record.failure?.stage).toBe('failing');
  expect(await world.rows(pages)).toHaveLength(1);
});

test('rows that cannot be dropped are told of, and do not hide why the run failed', async () => {
  let opened: Engine | undefined;
  const adapter: EngineAdapter = {
    ...duckdb({ path: 'night.duckdb' }),
    open: async (place) => (opened = await duckdb({ path: 'night.duckdb' }).open(place)),
  };
  const failing = writing(async (night) => {
    await night.load('pages', pageRows('a'));
    await opened?.close();
    throw new Error('why the run failed');
  });
  const warned: string[] = [];
  const { record, error } = await runStages([{ stage: failing, after: [] }], {
    region: 'amer',
    runDate: '2026-11-21',
    root: world.root,
    config: { regions: ['amer'], engine: () => adapter, store: fileStore({ root: 'objects' }), inputs, stages: {} },
    log: { ...createLog('none'), warn: (_fields, message) => void warned.push(message) },
    signal: new AbortController().signal,
  });
  expect(error).toEqual(new Error('why the run failed'));
  expect(record).toMatchObject({ status: 'failed', failure: { message: 'why the run failed' } });
  expect(warned).toEqual(['rows of the failed attempt could not be dropped; they stay unseen']);
});

describe('a stage that does not do as it declares', () => {
  const refused = async (stage: Stage) => {
    const { error } = await run(world, {}, { stage: stage });
    expect(await published(world)).toEqual([]);
    return error;
  };

  test('writes less', async () => {
    expect(await refused(writing((night) => night.load('pages', pageRows('a'))))).toMatchObject({
      code: 'plan',
      message: 'counting declares that it writes left_out and ended without having written it',
    });
    expect(await countRows(world, 'pages_v1')).toBe(0);
  });

  test('writes a partition twice', async () => {
    const twice = writing(async (night) => {
      await night.load('pages', pageRows('a'));
      await night.load('pages', pageRows('b'));
    });
    expect(await refused(twice)).toMatchObject({
      code: 'plan',
      message: 'counting writes pages of 2026-11-21 twice in one run',
    });
  });

  test('writes a part twice, or parts of what is published', async () => {
    const parts = (first: number, second: number) =>
      writing(async (night) => {
        await night.load('left_out', userRows('a'), { part: first });
        await night.load('left_out', userRows('b'), { part: second });
        await night.load('pages', pageRows('a'), { part: 0 });
        await night.load('pages', pageRows('b'), { part: 1 });
      });
    const refusal = async (stage: Stage) => refused({ ...stage, scratch: ['left_out'] });
    expect(await refusal(parts(0, 0))).toMatchObject({
      message: 'counting writes left_out of 2026-11-21 twice in one run',
    });
    expect(await refusal(parts(0, 1))).toMatchObject({
      message: 'counting writes pages of 2026-11-21 twice in one run',
    });
  });

  test('writes by day and does not say which', async () => {
    const undated = writing((night) => night.load('daily', pageRows('a')), { writes: { daily: dailyVisits } });
    expect(await refused(undated)).toMatchObject({
      code: 'plan',
      message: 'counting writes daily by day and did not say which day',
    });
  });

  test.each<[string, Parameters<typeof doing>[0], string]>([
    ['writes', (night) => night.materialize('page'), "does not declare that it writes 'page'; did you mean 'pages'?"],
    ['loads', (night) => night.load('page', []), "does not declare that it writes 'page'; did you mean 'pages'?"],
    ['asks', (night) => night.query('grwth'), "does not declare a query 'grwth'; did you mean 'growth'?"],
    [
      'streams',
      async (night) => {
        for await (const _ of night.columns('grwth')) throw new Error('no batch was expected');
      },
      "does not declare a query 'grwth'; did you mean 'growth'?",
    ],
    [
      'looks for stale days of',
      (night) => night.staleDays('daily', { input: 'events', range: { from: night.runDate, to: night.runDate } }),
      "does not declare that it writes 'daily'; known: daily_visits, left_out, pages",
    ],
  ])('%s what it does not declare', async (_what, work, message) => {
    expect(await refused(doing(work))).toMatchObject({ code: 'plan', message: `counting ${message}` });
  });

  test('asks with a parameter that the file does not use', async () => {
    expect(await refused(doing((night) => night.query('growth', { fewest: 1 })))).toMatchObject({
      code: 'sql',
      message: 'counting/sql/growth.sql does not use :fewest; known: least',
    });
  });

  test('reads what it has not written yet', async () => {
    expect(await refused(doing((night) => night.query('growth')))).toMatchObject({
      code: 'sql',
      message: 'counting/sql/growth.sql uses {{pages}}, which is not written yet: write pages before',
    });
  });

  test('has no file for a write', async () => {
    expect(await refused(writing((night) => night.materialize('pages')))).toMatchObject({
      code: 'sql',
      message: expect.stringContaining('counting/sql/pages.sql is missing'),
    });
  });
});

describe('somebody else runs the region', () => {
  const both = writing(async (night) => {
    await night.load('pages', pageRows('a'));
    await night.load('left_out', userRows('u1'));
  });

  test('a run whose lock is lost publishes nothing', async () => {
    const losing = {
      ...both,
      run: async (night: Parameters<typeof both.run>[0]) => {
        await both.run(night);
        await night.store.put('locks/amer/00000002.json', '{}');
      },
    };
    const { record, error } = await run(world, {}, { stage: losing });
    expect(error).toMatchObject({ code: 'lock-lost', message: expect.stringContaining('token 2 has it') });
    expect(record).toMatchObject({ status: 'failed', failure: { code: 'lock-lost' } });
    expect(await published(world)).toEqual([]);
  });

  test('a partition that was published meanwhile is not published over', async () => {
    const key = 'ledger/amer/pages_v1/2026-11-21/000001.json';
    await using raced = await newWorld({
      name: 'file',
      open: async (place) => {
        const store = await fileStore({ root: 'objects' }).open(place);
        return beforePut(store, /^ledger\//, () => store.put(key, 'of another'));
      },
    });
    const { error } = await run(raced, {}, { stage: both });
    expect(error).toMatchObject({
      code: 'publish-conflict',
      message: expect.stringContaining(key),
      cause: expect.objectContaining({ code: 'exists' }),
    });
    expect(new TextDecoder().decode(await raced.store.get(key))).toBe('of another');
  });
});

describe('a run that is stopped', () => {
  test('in the middle of a stage, is cancelled, and keeps what it wrote unpublished for a resume', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopping = writing(async (night) => {
      await night.load('pages', pageRows('a'));
      controller.abort(reason);
      await night.load('left_out', userRows('u1'));
    });
    const { record, error } = await run(world, {}, { signal: controller.signal, stage: stopping });
    expect(error).toBe(reason);
    expect(record).toMatchObject({
      status: 'cancelled',
      stages: [],
      failure: { stage: 'counting', message: 'enough' },
    });
    expect(await countRows(world, 'pages_v1')).toBe(1);
    expect(await published(world)).toEqual([]);
  });

  test('between two stages, keeps what the first published', async () => {
    const controller = new AbortController();
    const first = given([pages, []]);
    const last = writing(() => Promise.resolve(controller.abort()), { name: 'last', writes: {} });
    const never = writing(() => Promise.reject(new Error('ran all the same')), { name: 'never', writes: {} });
    const { record, error } = await world.run([first, last, never], { signal: controller.signal });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(record).toMatchObject({ status: 'cancelled', failure: { stage: 'never' } });
    expect(record.stages.map(({ stage }) => stage)).toEqual(['given', 'last']);
  });
});

test('the lock is let go however a run ends', async () => {
  for (const stop of ['nowhere', 'bug']) await run(world, { stop });
  await expect(
    world.run([writing(() => Promise.resolve())], { stages: { counting: { nonsense: 1 } } }),
  ).resolves.toMatchObject({
    error: { code: 'config' },
  });
  expect((await keysOf(world.store, 'locks/')).at(-1)).toBe('locks/amer/00000003.released');
});
