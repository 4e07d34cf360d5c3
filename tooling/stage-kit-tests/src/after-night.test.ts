import { duckdb } from '@lookalikes/engine-duckdb';
import type { Afterwards, Log, Stage } from '@lookalikes/stage-kit';
import { checkConfig, Journal, readEffects, RegionLock, runStages, sweep } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { writing } from './counting-world.ts';
import { inputs, keysOf, newWorld } from './world.ts';

let world: NightWorld;
const warnings: string[] = [];
const log: Log = {
  debug: () => {},
  info: () => {},
  error: () => {},
  warn: ({ code }, message) => void warnings.push(`${code}: ${message}`),
};
beforeEach(async () => {
  warnings.length = 0;
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const config = checkConfig(
  { engine: () => duckdb({ path: 'night.duckdb', threads: 1 }), store: fileStore({ root: 'objects' }), inputs },
  'a test',
);
const night = { region: 'amer', runDate: '2026-11-21' } as const;
const run = (stage: Stage, afterwards: Afterwards) =>
  runStages([{ stage, after: [] }], {
    ...night,
    root: world.root,
    config,
    log,
    signal: new AbortController().signal,
    afterwards,
  });
const one = given([pages, [{ page: 'a', visits: 1n }]]);
const key = 'pages/amer/2026-11-21.html';

test('what is made of a night that is over is journalled, on record, and kept by gc', async () => {
  const seen: string[] = [];
  const { record } = await run(one, async ({ record: ended, store }) => {
    const saved = (await new Journal(store).attempts('amer', '2026-11-21')).at(-1);
    seen.push(ended.status, String(saved?.status));
    await store.put(key, 'a page');
  });
  expect(seen).toEqual(['done', 'done']);
  expect(record.objects).toEqual([key]);
  expect((await new Journal(world.store).attempts('amer', '2026-11-21')).at(-1)?.objects).toEqual([key]);
  const effects = await readEffects(world.store, { night: 'amer/2026-11-21', attempt: 1 }, ['put']);
  expect(effects).toEqual([expect.objectContaining({ stage: 'afterwards', effect: { kind: 'put', key } })]);
  const swept = await sweep({ region: 'amer', root: world.root, stages: [one], log, config });
  expect(swept.objects).toEqual([]);
  expect(await keysOf(world.store, 'pages/')).toEqual([key]);
});

test('a night that failed has it, too', async () => {
  const failing = writing(() => Promise.reject(new Error('no')));
  const { record, error } = await run(failing, ({ record: ended, store }) => store.put(key, ended.status));
  expect([error, record.status, record.objects]).toEqual([new Error('no'), 'failed', [key]]);
  expect(new TextDecoder().decode(await world.store.get(key))).toBe('failed');
});

test('what goes wrong there is a warning, and what it left is on record', async () => {
  const { record, error } = await run(one, async ({ store }) => {
    await store.put(key, 'half of it');
    throw new Error('no ink');
  });
  expect([error, record.status, record.objects]).toEqual([undefined, 'done', [key]]);
  expect(warnings).toEqual([
    'afterwards-failed: amer/2026-11-21#1: the night is over, but not what follows it: no ink',
  ]);
});

test('whoever lost the region by then puts nothing', async () => {
  const { record } = await run(one, async ({ store }) => {
    const taker = await RegionLock.acquire(world.store, 'amer', { run: 'amer/2026-11-22', force: true });
    try {
      await store.put(key, 'too late');
    } finally {
      await taker.release();
    }
  });
  expect(record.status).toBe('done');
  expect(await keysOf(world.store, 'pages/')).toEqual([]);
  expect(warnings.at(-1)).toContain('the lock of amer is no longer this run');
});
