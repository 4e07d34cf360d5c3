import { duckdb } from '@lookalikes/engine-duckdb';
import type { Stage, StoreAdapter, Sweep } from '@lookalikes/stage-kit';
import { addDays, checkConfig, createLog, goodNights, Journal, Ledger, RegionLock, sweep } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { pageRows, run, userRows, writing } from './counting-world.ts';
import { before, countRows, inputs, keysOf, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const gc = (stages: readonly Stage[], more: Partial<Sweep> & { retention?: object } = {}) =>
  sweep({
    region: 'amer',
    root: world.root,
    stages,
    log: createLog('none'),
    config: checkConfig(
      {
        engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
        store: fileStore({ root: 'objects' }),
        inputs,
        ...(more.retention ? { retention: more.retention } : {}),
      },
      'a test',
    ),
    ...more,
  });
const one = given([pages, [{ page: 'a', visits: 1n }]]);

test('rows that were replaced, or never published, go; what the ledger names stays', async () => {
  await world.run([one]);
  await world.run([one]);
  const stopped = new AbortController();
  const stopping = writing(
    async (night) => {
      await night.load('pages', pageRows('a', 'b'));
      await night.load('left_out', userRows('u1'));
      stopped.abort();
      night.signal.throwIfAborted();
    },
    { scratch: ['left_out'] },
  );
  await world.run([stopping], { runDate: '2026-11-20', signal: stopped.signal, stages: {} });
  const retention = { unfinishedNights: 0 };
  const dry = await gc([stopping], { dryRun: true, retention });
  expect(dry.writes.map(({ table, why }) => `${table} ${why}`).toSorted()).toEqual([
    'left_out_v1 unpublished',
    'pages_v1 replaced',
    'pages_v1 unpublished',
  ]);
  expect(await countRows(world, 'pages_v1')).toBe(4);

  expect(await gc([stopping], { retention })).toEqual(dry);
  expect(await countRows(world, 'pages_v1')).toBe(1);
  expect(await countRows(world, 'left_out_v1')).toBe(0);
  expect(await world.rows(pages)).toEqual([{ page: 'a', visits: 1n }]);
  expect(await keysOf(world.store, 'ledger/')).toEqual(['ledger/amer/pages_v1/2026-11-21/000002.json']);
  expect(await keysOf(world.store, 'journal/')).toEqual([]);
  expect(await gc([stopping], { retention })).toEqual({ ...dry, writes: [], entries: [], journals: [] });
});

test('a key that a run announced and did not note as put is never free again', async () => {
  await world.run([one]);
  await world.store.delete('journal/amer/2026-11-21/0001/000002-publish-after.json');
  await world.run([one]);
  const keys = await keysOf(world.store, 'ledger/');
  expect(await gc([one])).toMatchObject({ writes: [{ why: 'replaced' }], entries: keys.slice(0, 1) });
  const history = () => new Ledger(world.store).history(pages, 'amer');
  const left = await history();
  expect(left).toMatchObject([{ entry: { void: true, run: 'gc', fence: 3 } }, { entry: { rows: 1 } }]);
  expect(await world.rows(pages)).toEqual([{ page: 'a', visits: 1n }]);

  expect(await keysOf(world.store, 'journal/')).toEqual([]);
  expect(await gc([one])).toMatchObject({ writes: [], entries: [] });
  expect(await history()).toEqual(left);
  for (const runDate of ['2026-11-26', '2026-11-27', '2026-11-28']) await world.run([one], { runDate });
  expect(await gc([one], { retention: { nights: 3 } })).toMatchObject({ entries: keys.slice(1) });
  expect((await history()).slice(0, 2)).toMatchObject([{ key: keys[0] }, { date: '2026-11-26' }]);
});

test('what a night that did not end well has written stays as long as it can be resumed', async () => {
  await world.run([one], { runDate: '2026-11-19' });
  const held = writing(async (night) => {
    await night.store.put('out/2026-11-20/half.txt', 'x');
    await night.load('pages', pageRows('a', 'a'));
    await night.load('left_out', userRows('u1'));
  });
  expect((await world.run([held], { runDate: '2026-11-20' })).record.status).toBe('held');
  const kept = await gc([held]);
  expect(kept).toMatchObject({ writes: [], objects: [], resumable: ['amer/2026-11-20#1'] });
  for (const runDate of ['2026-11-21', '2026-11-22', '2026-11-23']) await world.run([one], { runDate });
  const swept = await gc([held]);
  expect(swept).toMatchObject({ objects: ['out/2026-11-20/half.txt'], resumable: [] });
  expect(swept.writes.map(({ date, why }) => `${date} ${why}`)).toEqual([
    '2026-11-20 unpublished',
    '2026-11-20 unpublished',
  ]);
  expect(await keysOf(world.store, 'out/')).toEqual([]);
});

test('objects that a finished stage stands by stay, those of its other attempts go', async () => {
  const out = (name: string) => `out/2026-11-21/${name}`;
  const putting = (...names: readonly string[]) =>
    writing(
      async ({ store }) => {
        for (const name of names) await store.put(out(name), 'x');
        await store.put(out('passing'), 'x');
        await store.delete(out('passing'));
      },
      { writes: {} },
    );
  await world.run([putting('a', 'b')]);
  const { record } = await world.run([putting('b', 'c')]);
  expect(record.stages[0]?.objects).toEqual([out('b'), out('c')]);
  expect(await gc([putting()])).toMatchObject({ objects: [out('a')], writes: [] });
  expect(await keysOf(world.store, 'out/')).toEqual([out('b'), out('c')]);
});

test('an object under a key that every night uses stays, whoever put it', async () => {
  const putting = (...keys: readonly string[]) =>
    writing(
      async ({ store }) => {
        for (const key of keys) await store.put(key, 'x');
        throw new Error('it ends here');
      },
      { writes: {} },
    );
  await world.run([putting('latest/segments.tsv', 'nights/2026-11-20/part')], { runDate: '2026-11-20' });
  await world.run([one]);
  expect(await gc([one], { retention: { unfinishedNights: 0 } })).toMatchObject({
    objects: ['nights/2026-11-20/part'],
  });
  expect(await keysOf(world.store, 'latest/')).toEqual(['latest/segments.tsv']);
});

test('partitions go by their age in nights, but for the newest two and what a window needs', async () => {
  const days = Array.from({ length: 8 }, (_, index) => addDays('2026-11-13', index));
  for (const day of days) visit(world.root, { day, pages: ['a'] });
  for (const runDate of ['2026-11-14', '2026-11-15', '2026-11-16', '2026-11-21']) await run(world, {}, { runDate });
  const options = { retention: { nights: 3 } };
  const dates = async () =>
    (await keysOf(world.store, 'ledger/')).map((key) => key.split('/').slice(2, 4).join(' ').replace('_v1', ''));
  expect((await dates()).filter((name) => name.startsWith('pages'))).toHaveLength(4);

  const { writes } = await gc([counting], options);
  expect(writes.filter(({ why }) => why === 'expired').map(({ table, date }) => `${table} ${date}`)).toEqual([
    'daily_visits_v1 2026-11-13',
    'daily_visits_v1 2026-11-14',
    'daily_visits_v1 2026-11-15',
    'pages_v1 2026-11-14',
    'pages_v1 2026-11-15',
  ]);
  // The window is three days, the nights kept are three, and the two newest nights stay however old.
  expect(await dates()).toEqual([
    'daily_visits 2026-11-18',
    'daily_visits 2026-11-19',
    'daily_visits 2026-11-20',
    'pages 2026-11-16',
    'pages 2026-11-21',
  ]);
  expect(await countRows(world, 'pages')).toBe(2);

  const forever = { retention: { nights: 2, datasets: { pages: 'forever', daily_visits: 'forever' } } };
  expect((await gc([counting], forever)).writes).toEqual([]);
});

test('a window is kept although fewer nights would be', async () => {
  for (let day = '2026-11-10'; day < '2026-11-21'; day = addDays(day, 1)) visit(world.root, { day, pages: ['a'] });
  const stages = { counting: { windowDays: 9 } };
  await run(world, stages.counting, { runDate: '2026-11-21' });
  const config = {
    ...checkConfig(
      { engine: () => duckdb({ path: 'night.duckdb' }), store: fileStore({ root: 'objects' }), inputs },
      'a test',
    ),
    retention: { nights: 2, datasets: {}, unfinishedNights: 3 },
    stages,
  };
  expect((await gc([counting], { config })).writes).toEqual([]);
});

test('nights are counted from the newest that has published something, not from one that failed', async () => {
  for (const runDate of ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']) await world.run([one], { runDate });
  const failing = writing(() => Promise.reject(new Error('no')), { writes: {} });
  await world.run([failing], { runDate: '2027-11-21' });
  const { writes, resumable } = await gc([one], { retention: { nights: 3 } });
  expect(writes.map(({ date, why }) => `${date} ${why}`)).toEqual(['2026-11-18 expired']);
  expect(resumable).toEqual(['amer/2027-11-21#1']);
});

test('the nights that a stage holds its own against are kept although fewer nights would be', async () => {
  const days = Array.from({ length: 6 }, (_, index) => addDays('2026-11-16', index));
  for (const runDate of days) await world.run([one], { runDate });
  const rails = writing(() => Promise.resolve(), {
    name: 'rails',
    reads: { before: goodNights(pages, 4) },
    writes: {},
  });
  const { writes } = await gc([one, rails], { retention: { nights: 2 } });
  expect(writes.map(({ date }) => date)).toEqual(['2026-11-16']);
});

test('a region that is being run is left alone', async () => {
  await world.run([one]);
  const timing = { heartbeatSeconds: 0.05, staleSeconds: 60 };
  const lock = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-22', timing });
  await expect(gc([one])).rejects.toMatchObject({ code: 'lock-held' });
  await lock.release();
  expect(await gc([one])).toMatchObject({ writes: [] });
  expect(await new Journal(world.store).attempts('amer', '2026-11-21')).toHaveLength(1);
});

test('a sweep that is taken over removes no output any more: the next run may put it again', async () => {
  const putting = writing(
    async ({ store }) => {
      for (const name of ['a', 'b']) await store.put(`out/2026-11-20/${name}`, 'x');
      throw new Error('it ends here');
    },
    { writes: {} },
  );
  await world.run([putting], { runDate: '2026-11-20' });
  await world.run([one]);
  let taken: RegionLock | undefined;
  const takeOver = async () => {
    taken = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-20', force: true });
  };
  const store = {
    name: 'file',
    open: async () => before(world.store, { call: 'delete', key: /^out\// }, takeOver),
  };
  const config = checkConfig(
    { engine: () => duckdb({ path: 'night.duckdb' }), store, inputs, retention: { unfinishedNights: 0 } },
    'a test',
  );
  await expect(gc([one], { config })).rejects.toMatchObject({ code: 'lock-lost' });
  expect(await keysOf(world.store, 'out/')).toEqual(['out/2026-11-20/b']);
  await taken?.release();
});

test('what another sweep removes meanwhile is no matter: one that was taken over may be at its last deletions', async () => {
  for (const runDate of ['2026-11-19', '2026-11-20', '2026-11-21']) await world.run([one], { runDate });
  const other = async () => {
    const entries = await keysOf(world.store, 'ledger/amer/pages_v1/2026-11-19/');
    for (const key of [...entries, ...(await keysOf(world.store, 'journal/'))]) await world.store.delete(key);
  };
  const meeting = (key: RegExp) => ({
    name: 'file',
    open: async () => before(world.store, { call: 'get', key }, other),
  });
  const config = (store: StoreAdapter) =>
    checkConfig({ engine: () => duckdb({ path: 'night.duckdb' }), store, inputs, retention: { nights: 2 } }, 'a test');
  expect(await gc([one], { config: config(meeting(/^ledger\//)) })).toMatchObject({ entries: [], journals: [] });
  await world.run([one], { runDate: '2026-11-22' });
  expect(await gc([one], { config: config(meeting(/^journal\//)) })).toMatchObject({ journals: [] });
});

test('a sweep that is stopped has done no harm, and the next one finishes', async () => {
  await world.run([one]);
  await world.run([one]);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(gc([one], { signal })).rejects.toThrow('enough');
  expect(await world.rows(pages)).toHaveLength(1);
  expect((await gc([one])).writes).toMatchObject([{ why: 'replaced' }]);
});

test.each([
  [{ nights: 1 }, 'retention.nights'],
  [{ datasets: { models: 'always' } }, 'retention.datasets.models'],
  [{ days: 3 }, 'retention.days'],
])('retention %j is refused', (retention, where) => {
  const engine = () => duckdb({ path: 'night.duckdb' });
  expect(() => checkConfig({ engine, store: fileStore({ root: 'o' }), inputs, retention }, 'f')).toThrow(where);
});
