import { duckdb } from '@lookalikes/engine-duckdb';
import type { EngineAdapter, Night, Stage, StagesRun, StoreAdapter } from '@lookalikes/stage-kit';
import { createLog, Journal, readEffects, RegionLock, runStages } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dailyVisits, leftOut, pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { doing } from './counting-world.ts';
import { beforePut, inputs, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  for (const day of ['2026-11-18', '2026-11-19', '2026-11-20']) visit(world.root, { day, pages: ['a', 'b'] });
});
afterEach(() => world[Symbol.asyncDispose]());

const engine = duckdb({ path: 'night.duckdb', threads: 1 });
const first = given([pages, [{ page: 'a', visits: 1n }]]);
const second = (work: (night: Night) => Promise<unknown>, part: Partial<Stage> = {}) =>
  doing(work, {
    name: 'second',
    reads: {},
    writes: {},
    queries: {},
    scratch: [],
    sql: new URL('../no-sql/', counting.sql),
    ...part,
  });

interface With {
  readonly options?: object;
  readonly store?: StoreAdapter;
  readonly engine?: EngineAdapter;
}

/** Runs stages as the night amer/2026-11-21. */
const run = (stages: readonly Stage[], more: Partial<StagesRun> & With = {}) =>
  runStages(
    stages.map((stage) => ({ stage, after: [] })),
    {
      region: 'amer',
      runDate: '2026-11-21',
      root: world.root,
      config: {
        regions: ['amer'],
        engine: () => more.engine ?? engine,
        store: more.store ?? fileStore({ root: 'objects' }),
        inputs,
        stages: { counting: more.options ?? {}, second: more.options ?? {} },
      },
      log: createLog('none'),
      signal: new AbortController().signal,
      ...more,
    },
  );

const attempts = () => new Journal(world.store).attempts('amer', '2026-11-21');
const failing = second(() => Promise.reject(new Error('no')));
const working = second(() => Promise.resolve());

test('goes on from the first stage that is not done, and so does a resume of a resume', async () => {
  const one = await run([first, failing]);
  expect(one.record).toMatchObject({ status: 'failed', asked: ['given', 'second'] });
  const two = await run([first, failing], { resume: { attempt: 1 } });
  expect(two.record).toMatchObject({ status: 'failed', asked: ['second'], resumes: 1, attempt: 2 });
  const three = await run([first, working], { resume: { attempt: 2 } });
  expect(three).toMatchObject({ record: { status: 'done', asked: ['second'], resumes: 2, attempt: 3 } });
  expect((await attempts()).map(({ stages }) => stages.map(({ stage }) => stage))).toEqual([['given'], [], ['second']]);
});

test('of a night whose stages are all done only says that it is done', async () => {
  await run([first]);
  expect((await run([first], { resume: { attempt: 1 } })).record).toMatchObject({ status: 'done', asked: [] });
});

test('is refused where the night was run again meanwhile', async () => {
  await run([first, failing]);
  await run([first, failing]);
  await expect(run([first, working], { resume: { attempt: 1 } })).rejects.toMatchObject({
    code: 'publish-conflict',
    message: expect.stringContaining('attempt 1 is not the newest of the night any more: amer/2026-11-21#2 was opened'),
  });
});

describe('what has changed since', () => {
  const changed = { options: { windowDays: 2 }, resume: { attempt: 1 } };
  const other = { ...failing, version: '2.0.0' };

  test('is refused, a line a difference', async () => {
    await run([first, failing]);
    await expect(run([first, other], changed)).rejects.toMatchObject({
      code: 'changed',
      message: [
        'amer/2026-11-21#1 cannot be resumed as it was begun:',
        '  versions.second was "1.4.2", is "2.0.0"',
        '  stages.second.windowDays was 3, is 2',
        'Put that back to what it was; or give --accept-changes to go on with what is new, keeping what is done; or run the night from its start with lookalikes run --again.',
      ].join('\n'),
    });
    expect(await attempts()).toHaveLength(1);
  });

  test('is accepted where that is asked for, on record, and what the next resume is held to', async () => {
    await run([first, failing]);
    const accepting = { ...changed, resume: { attempt: 1, acceptChanges: true } };
    const { record } = await run([first, other], accepting);
    expect(record.accepted).toEqual([
      'versions.second was "1.4.2", is "2.0.0"',
      'stages.second.windowDays was 3, is 2',
    ]);
    const next = await run([first, { ...working, version: '2.0.0' }], { ...changed, resume: { attempt: 2 } });
    expect(next.record).toMatchObject({ status: 'done', resumes: 2 });
    expect(next.record.accepted).toBeUndefined();
  });
});

test('a setup has no function and no secret in it', async () => {
  const options = { salt: 'https://user:pass@host/x' };
  const { record } = await run([doing(() => Promise.resolve(), { writes: {}, scratch: [] })], { options });
  expect(record.setup).toMatchObject({
    engine: expect.stringMatching(/^duckdb /),
    'inputs.events.path': 'events/{source}/{date}/*.jsonl',
    'stages.counting.salt': 'https://host/x',
  });
});

describe('what a stopped stage had written', () => {
  /** Stops in the stage after everything was written but the last. */
  const stopping = () => {
    const stop = new AbortController();
    const stage = doing(async (night) => {
      const { stale } = await night.staleDays('daily_visits', {
        input: 'events',
        range: { from: '2026-11-18', to: '2026-11-21' },
      });
      await night.materialize('left_out');
      for (const { day, basis } of stale) await night.materialize('daily_visits', {}, { date: day, basis });
      stop.abort(new Error('enough'));
      night.signal.throwIfAborted();
    });
    return { stage, signal: stop.signal };
  };
  const effectsOf = async (attempt: number) =>
    (await readEffects(world.store, { night: 'amer/2026-11-21', attempt }, ['materialize'])).map(
      ({ effect }) => effect.kind === 'materialize' && `${effect.table} ${effect.date}`,
    );

  test('is not written again', async () => {
    const { stage, signal } = stopping();
    expect((await run([stage], { signal })).record.status).toBe('cancelled');
    expect(await effectsOf(1)).toHaveLength(4);
    const { record } = await run([counting], { resume: { attempt: 1 } });
    expect(record).toMatchObject({ status: 'done', resumes: 1 });
    expect(await effectsOf(2)).toEqual(['pages_v1 2026-11-21']);
    expect(await world.rows(pages)).toEqual([
      { page: 'a', visits: 3n },
      { page: 'b', visits: 3n },
    ]);
  });

  test('is written again where its input is another by now', async () => {
    const { stage, signal } = stopping();
    await run([stage], { signal });
    visit(world.root, { day: '2026-11-20', pages: ['c'], user: 'u2' });
    await run([counting], { resume: { attempt: 1 } });
    expect(await effectsOf(2)).toEqual(['daily_visits_v1 2026-11-20', 'pages_v1 2026-11-21']);
    expect((await world.rows(pages)).map(({ page }) => page)).toEqual(['a', 'b', 'c']);
  });

  test('is written again where it was dropped, or held back', async () => {
    await run([counting], { options: { stop: 'bug' } });
    const options = { options: { leastPages: 9 }, resume: { attempt: 1, acceptChanges: true } };
    expect((await run([counting], options)).record.status).toBe('held');
    expect(await effectsOf(2)).toHaveLength(5);
    await run([counting], { resume: { attempt: 2, acceptChanges: true } });
    expect(await effectsOf(3)).toHaveLength(5);
    expect(await world.rows(dailyVisits, { runDate: '2026-11-20' })).toHaveLength(2);
  });
});

test('what an attempt before has published stays, though the stage that kept it fails', async () => {
  const both = { ...counting, scratch: [] };
  const failingStore = {
    name: 'file',
    open: async () => beforePut(world.store, /^ledger\/amer\/pages_v1\//, () => Promise.reject(new Error('no answer'))),
  };
  const one = await run([both], { store: failingStore });
  expect(one.error).toEqual(new Error('no answer'));
  const again = doing(
    async (night) => {
      await night.materialize('left_out');
      throw new Error('the next statement fails');
    },
    { scratch: [] },
  );
  expect((await run([again], { resume: { attempt: 1 } })).error).toEqual(new Error('the next statement fails'));
  // DuckDB tells a write that is gone from one without rows.
  expect(await world.rows(leftOut)).toEqual([]);
  expect((await run([both], { resume: { attempt: 2 } })).record.status).toBe('done');
});

test('a night that somebody else has done by the time the region is free is left alone', async () => {
  const isDone: StagesRun['isDone'] = (before) => before.at(-1)?.status === 'done';
  expect((await run([first], { isDone })).already).toBeUndefined();
  expect(await run([first], { isDone })).toMatchObject({ already: true, record: { attempt: 1, status: 'done' } });
  expect(await attempts()).toHaveLength(1);
});

describe('a run that is paused before it opens its attempt, and wakes once another has done the night', () => {
  async function doneByAnother(): Promise<void> {
    const lock = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-21', force: true });
    const about = { region: 'amer', runDate: '2026-11-21', engine: 'another', store: 'file', node: 'v24' } as const;
    const journal = new Journal(world.store);
    const record = await journal.open(
      { ...about, asked: [], startedAt: '2026-11-21T01:00:00.000Z', fence: lock.fence },
      await attempts(),
    );
    await journal.save({ ...record, status: 'done' });
    await lock.release();
  }

  test('finds the number of its attempt taken', async () => {
    const store: StoreAdapter = {
      name: 'file',
      open: async (place) => beforePut(await fileStore({ root: 'objects' }).open(place), /^runs\//, doneByAnother),
    };
    await expect(run([first], { store })).rejects.toMatchObject({
      code: 'publish-conflict',
      message: expect.stringContaining('amer/2026-11-21#1 was opened by another process meanwhile'),
    });
    expect(await attempts()).toMatchObject([{ status: 'done', engine: 'another' }]);
  });

  test('or finds that it has lost the region', async () => {
    await run([first, failing]);
    const slow: EngineAdapter = {
      ...engine,
      open: async (place) => {
        await doneByAnother();
        return engine.open(place);
      },
    };
    const resuming = run([first, working], { engine: slow, resume: { attempt: 1 } });
    await expect(resuming).rejects.toMatchObject({ code: 'lock-lost' });
    expect(await attempts()).toMatchObject([{ status: 'failed' }, { status: 'done', engine: 'another' }]);
  });
});
