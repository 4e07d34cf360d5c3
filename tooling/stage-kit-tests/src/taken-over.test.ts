import { duckdb } from '@lookalikes/engine-duckdb';
import type { LockRequest, LockTiming, ObjectStore, Stage } from '@lookalikes/stage-kit';
import { createLog, Journal, Ledger, RegionLock, runStages } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { pageRows, writing } from './counting-world.ts';
import { before, beforePut, countRows, inputs, keysOf, newWorld } from './world.ts';

let world: NightWorld;
const taken: RegionLock[] = [];
beforeEach(async () => {
  world = await newWorld();
});
afterEach(async () => {
  for (const lock of taken.splice(0)) await lock.release();
  await world[Symbol.asyncDispose]();
});

const night = 'amer/2026-11-21';
const takeOver = async (request: Partial<LockRequest> = {}) => {
  taken.push(await RegionLock.acquire(world.store, 'amer', { run: night, force: true, ...request }));
};

/** Runs a stage on a store to which something happens. */
async function runOn(wrap: (store: ObjectStore) => ObjectStore, stage: Stage, more: Partial<LockTiming> = {}) {
  const store = {
    name: 'file',
    open: async (place: { root: string }) => wrap(await fileStore({ root: 'objects' }).open(place)),
  };
  const { heartbeatSeconds = 5, staleSeconds = 60 } = more;
  return runStages([{ stage, after: [] }], {
    region: 'amer',
    runDate: '2026-11-21',
    root: world.root,
    config: {
      regions: ['amer'],
      engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
      store,
      inputs,
      stages: {},
      lock: { heartbeatSeconds, staleSeconds },
    },
    log: createLog('none'),
    signal: new AbortController().signal,
  });
}

const entry = 'ledger/amer/pages_v1/2026-11-21/000001.json';
const found = () => new Ledger(world.store).find(pages, { region: 'amer', date: '2026-11-21' });

test('a run that is paused between its look at the lock and the put publishes nothing when it wakes', async () => {
  const { error } = await runOn((store) => beforePut(store, /^ledger\//, () => takeOver()), given([pages, []]));
  expect(error).toMatchObject({
    code: 'publish-conflict',
    message: expect.stringContaining('or the region was taken over'),
  });
  expect(JSON.parse(new TextDecoder().decode(await world.store.get(entry)))).toMatchObject({
    void: true,
    run: night,
    fence: 2,
  });
  expect(await found()).toBeUndefined();
  await taken.pop()?.release();

  const next = await runOn((store) => store, given([pages, [{ page: 'a', visits: 1n }]]));
  expect(next.error).toBeUndefined();
  expect(await found()).toMatchObject({ rows: 1, fence: 3 });
  const ledger = new Ledger(world.store);
  expect(await ledger.before(pages, { region: 'amer', date: '2026-11-22' })).toMatchObject({ rows: 1 });
  expect((await ledger.history(pages, 'amer')).map((of) => 'void' in of.entry)).toEqual([true, false]);
});

test('one that is paused before it announces what it will publish finds the region gone', async () => {
  const paused = beforePutOf(/-publish-before\.json$/);
  const { error } = await runOn((store) => paused(store), given([pages, []]));
  expect(error).toMatchObject({ code: 'lock-lost' });
  expect(await keysOf(world.store, 'ledger/')).toEqual([]);
});

const beforePutOf = (key: RegExp) => (store: ObjectStore) => beforePut(store, key, () => takeOver());

test('what a run had published before it was taken over stays published', async () => {
  const { error } = await runOn((store) => beforePutOf(/-publish-after\.json$/)(store), given([pages, []]));
  expect(error).toMatchObject({ code: 'lock-lost' });
  expect(await found()).toMatchObject({ fence: 1 });
});

test('who takes over from one that took over, and died before it had sealed, seals the first', async () => {
  const third = { run: night, force: true };
  const failing = before(world.store, { call: 'get', key: /-publish-before\.json$/ }, () =>
    Promise.reject(new Error('no answer')),
  );
  const { error } = await runOn(
    (store) =>
      beforePut(store, /^ledger\//, async () => {
        await expect(RegionLock.acquire(failing, 'amer', third)).rejects.toThrow(new Error('no answer'));
        await world.store.put('locks/amer/00000002.json', await world.store.get('locks/amer/00000001.json'));
        await takeOver();
      }),
    given([pages, []]),
  );
  expect(error).toMatchObject({ code: 'publish-conflict' });
  expect(taken[0]?.fence).toBe(3);
  expect(await found()).toBeUndefined();
});

test('a delivery is not made once the region is lost, nor finished when it is lost on the way', async () => {
  const putting = writing(
    async ({ store }) => {
      await store.put('out/before', 'x');
      async function* pieces() {
        yield Buffer.from('x');
        await takeOver();
      }
      await expect(store.putStream('out/during', pieces())).rejects.toMatchObject({ code: 'lock-lost' });
      await expect(store.put('out/after', 'x')).rejects.toMatchObject({ code: 'lock-lost' });
      await store.delete('out/before');
    },
    { writes: {} },
  );
  const { error } = await runOn((store) => store, putting);
  expect(error).toMatchObject({ code: 'lock-lost' });
  expect(await keysOf(world.store, 'out/')).toEqual(['out/before']);
});

test("whatever else a stage does that lasts is journalled, and not done once the region is another's", async () => {
  const done: string[] = [];
  const telling = writing(
    async (of) => {
      expect(await of.effect('one', async () => done.push('one'))).toBe(1);
      await takeOver();
      await of.effect('two', async () => done.push('two'));
    },
    { writes: {} },
  );
  const { error } = await runOn((store) => store, telling);
  expect([error, done]).toMatchObject([{ code: 'lock-lost' }, ['one']]);
  expect(await keysOf(world.store, 'journal/')).toEqual([
    'journal/amer/2026-11-21/0001/000001-other-after.json',
    'journal/amer/2026-11-21/0001/000001-other-before.json',
    'journal/amer/2026-11-21/0001/000002-other-before.json',
  ]);
});

test('a long statement of a run that is taken over is ended by its heartbeat', async () => {
  const waiting = writing(
    async ({ signal }) => {
      await takeOver();
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
    { writes: {} },
  );
  const { record, error } = await runOn((store) => store, waiting, { heartbeatSeconds: 0.05 });
  expect(error).toMatchObject({ code: 'lock-lost', message: expect.stringContaining('token 2 has it') });
  expect(record).toMatchObject({ status: 'failed', failure: { code: 'lock-lost' } });
});

test('a run whose heartbeat cannot be written for long ends by itself; one that misses a beat goes on', async () => {
  const waiting = (until: (signal: AbortSignal) => Promise<unknown>) =>
    writing(({ signal }) => until(signal), { writes: {} });
  const aborted = (signal: AbortSignal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const silent = (store: ObjectStore): ObjectStore => {
    const put = store.put.bind(store);
    store.put = (key, content, options) =>
      key.endsWith('.beat') ? Promise.reject(new Error('no answer')) : put(key, content, options);
    return store;
  };
  const { error } = await runOn(silent, waiting(aborted), { heartbeatSeconds: 0.05, staleSeconds: 0.5 });
  expect(error).toMatchObject({
    code: 'lock-lost',
    message: expect.stringContaining('the heartbeat of amer could not be written for'),
    cause: { message: 'no answer' },
  });

  const beats = async () => {
    while (!(await keysOf(world.store, 'locks/')).some((key) => key.endsWith('.beat'))) await Promise.resolve();
  };
  const once = (store: ObjectStore) => beforePut(store, /\.beat$/, () => Promise.reject(new Error('no answer')));
  expect((await runOn(once, waiting(beats), { heartbeatSeconds: 0.05 })).error).toBeUndefined();
});

test('the attempt that was taken over is on record as interrupted', async () => {
  const journal = new Journal(world.store);
  const lock = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-20' });
  taken.push(lock);
  const first = {
    region: 'amer',
    runDate: '2026-11-20',
    asked: ['metadata'],
    startedAt: '2026-11-20T01:00:00.000Z',
    engine: 'duckdb 1',
    store: 'file',
    node: 'v24',
    fence: lock.fence,
  } as const;
  await journal.open({ ...first, asked: ['metadata'] }, []);
  expect(await journal.attempts('amer', '2026-11-20')).toMatchObject([{ status: 'running' }]);
  const { error } = await runStages([{ stage: given([pages, []]), after: [] }], {
    region: 'amer',
    runDate: '2026-11-21',
    root: world.root,
    config: {
      regions: ['amer'],
      engine: () => duckdb({ path: 'night.duckdb' }),
      store: fileStore({ root: 'objects' }),
      inputs,
      stages: {},
    },
    log: createLog('none'),
    signal: new AbortController().signal,
    forceUnlock: true,
  });
  expect(error).toBeUndefined();
  expect(await journal.attempts('amer', '2026-11-20')).toMatchObject([
    { status: 'interrupted', failure: { stage: 'metadata', code: 'interrupted' } },
  ]);
});

test('a run that fails once it was taken over drops nothing: whoever has the region may have kept its rows', async () => {
  const failing = writing(
    async (of) => {
      await of.load('pages', pageRows('a', 'b'));
      await takeOver();
      throw new Error('no answer');
    },
    { writes: { pages } },
  );
  const { error } = await runOn((store) => store, failing);
  expect(error).toEqual(new Error('no answer'));
  expect(await countRows(world, 'pages_v1')).toBe(2);
});
