import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { duckdb } from '@lookalikes/engine-duckdb';
import { files, pixels } from '@lookalikes/schema';
import type { StoreAdapter } from '@lookalikes/stage-kit';
import { batchOfRows, checkConfig, createLog, defineStage, plan } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { newFolder } from '../../test/world.ts';
import type { NightEvent } from './messages.ts';
import { readNight } from './read-night.ts';
import { runRegionNights } from './region-night.ts';

/** A stage package in a folder: writes one pixel, and has an audit that finds a bad row where `bad`. */
function smallStage(bad: boolean) {
  const folder = newFolder();
  mkdirSync(join(folder, 'sql/audits'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }');
  const where = bad ? '' : " WHERE segment_id = 'none'";
  writeFileSync(join(folder, 'sql/audits/strange.error.sql'), `SELECT * FROM {{pixels}}${where}\n`);
  return defineStage({
    at: pathToFileURL(join(folder, 'src/stage.ts')).href,
    name: 'small',
    doc: 'Writes one pixel.',
    reads: {},
    writes: { pixels: pixels.v1 },
    options: z.strictObject({}),
    async run(night) {
      await night.load('pixels', [batchOfRows(pixels.v1, [{ segment_id: 's1', pixel_id: 'p1' }])]);
    },
  });
}

/** Runs two nights of a region with that stage; what was told, and the store. */
async function run(bad: boolean, { root = newFolder(), store = fileStore({ root: 'objects' }) } = {}) {
  const inputs = { events: files('none/*.parquet'), mapping: files('none/*.parquet') };
  const config = checkConfig({ engine: () => duckdb({ path: 'small.duckdb', threads: 1 }), store, inputs }, 'a test');
  const told: NightEvent[] = [];
  const nights = ['2026-11-21', '2026-11-22'];
  await runRegionNights({
    request: { region: 'amer', config: 'a test', nights, selection: {}, again: false, forceUnlock: false, log: 'none' },
    config,
    root,
    planned: plan([smallStage(bad)]),
    log: createLog('none'),
    signal: new AbortController().signal,
    tell: (event) => told.push(event),
  });
  const outcomes = told.flatMap((event) => (event.kind === 'outcome' ? [event.outcome] : []));
  return { outcomes, told, store: await store.open({ root }) };
}

it('runs one night after the other, telling each stage', async () => {
  const { outcomes, told } = await run(false);
  expect(outcomes).toMatchObject([
    { region: 'amer', runDate: '2026-11-21', status: 'done', exitCode: 0, attempt: 1 },
    { region: 'amer', runDate: '2026-11-22', status: 'done', exitCode: 0, attempt: 1 },
  ]);
  expect(told.filter(({ kind }) => kind === 'stage')).toMatchObject([
    { runDate: '2026-11-21', record: { stage: 'small', version: '1.2.3' } },
    { runDate: '2026-11-22' },
  ]);
});

it('ends with the night that an audit holds back, with status 3', async () => {
  const { outcomes, store } = await run(true);
  const [held] = outcomes;
  expect(outcomes).toHaveLength(1);
  expect(held).toMatchObject({ status: 'held', exitCode: 3, stage: 'small' });
  expect(held?.message).toContain('strange: 1 bad rows');
  const report = await readNight(store, { region: 'amer', runDate: '2026-11-21' });
  expect(report).toMatchObject({ status: 'held', stages: [{ audits: [{ name: 'strange', badRows: 1 }, {}] }] });
});

it('leaves a night alone that somebody else has done while it waited for the region', async () => {
  const root = newFolder();
  const store = fileStore({ root: 'objects' });
  let opened = 0;
  let other: unknown;
  // It opens the store to look at the night, and again to take the region: in between, another command runs both nights.
  const late: StoreAdapter = {
    name: 'file',
    open: async (place) => {
      opened += 1;
      if (opened === 2) other = (await run(false, { root, store })).outcomes;
      return store.open(place);
    },
  };
  const { outcomes } = await run(false, { root, store: late });
  expect(other).toMatchObject([{ status: 'done' }, { status: 'done' }]);
  expect(outcomes).toMatchObject([
    { runDate: '2026-11-21', status: 'already', exitCode: 0, attempt: 1 },
    { runDate: '2026-11-22', status: 'already', exitCode: 0, attempt: 1 },
  ]);
});
