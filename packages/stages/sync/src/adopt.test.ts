import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import { delivered } from '@lookalikes/schema';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedDsp } from '../test/simulated-dsp.ts';
import type { Given } from '../test/sync-world.ts';
import { SyncWorld, warningsOf } from '../test/sync-world.ts';
import { adoption } from './adopt.ts';
import { presets } from './layout.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await SyncWorld.open();
});
afterEach(() => world[Symbol.asyncDispose]());

const { xandr } = presets;
const timestamp = Date.parse('2026-11-20') / 1000;
const line = (id: string, segment: string, minutes = 43_200) => `${id}\t${timestamp}\t${segment}\t0\t${minutes}`;
/** What the legacy delivered the night before, and the DSP took. */
const legacy = [
  ...['10', '20', '30', '90', '91'].map((id) => line(id, '771')),
  ...['10', '50', '60'].map((id) => line(id, '773')),
  line('10', '779'),
  line('99', '771', -1),
];
const night: Given = {
  // Segment 3 has no audience tonight.
  users: { '1': ['ann', 'bob', 'eve', 'out'], '2': ['ann'], '3': [] },
  mapping: [
    { id: '10', user: 'ann' },
    { id: '20', user: 'bob' },
    { id: '30', user: 'out' },
    { id: '40', user: 'eve' },
    { id: '50', user: 'out' },
    { id: '60', user: 'fay' },
  ],
  optOuts: [{ user: 'out', since: '2026-11-20T00:00:00' }],
};

const put = (lines: readonly string[], key = 'legacy/part-1.gz') =>
  world.night.store.put(key, gzipSync(lines.map((of) => `${of}\n`).join('')));
const adopt = (from = 'legacy/', layout = xandr) => world.run({ ...night, stage: adoption({ from, layout }) });

test('every SQL file fits the manifest', async () => {
  const engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
  const stage = adoption({ from: 'legacy/', layout: xandr });
  expect(await sqlMisfits(stage, engine, ['adopted_lines', 'adopted_segments'])).toEqual([]);
  await engine.close();
});

test.each(['delta', 'full'])('after the first %s the DSP holds whom we want and nobody else', async (mode) => {
  const dsp = new SimulatedDsp();
  dsp.take(legacy);
  await put(legacy.slice(0, 6));
  // An id twice is one.
  await put([line('10', '771'), ...legacy.slice(6)], 'legacy/part-2.gz');
  const adopted = await adopt();
  expect(adopted.error).toBeUndefined();
  expect(warningsOf(adopted)).toEqual([['unknown-segment', '779']]);
  expect((await world.night.rows(delivered.v1)).length).toBe(8);

  const { error } = await world.run({ ...night, options: { preset: 'xandr', mode } });
  expect(error).toBeUndefined();
  dsp.take(await world.deliveredLines('2026-11-21'));
  const wanted = ['771 10', '771 20', '771 40', '772 10'];
  // Who opted out is gone; the rest of a segment that is left alone, or that nobody knows, expires.
  const left = ['773 10', '773 60'];
  expect(dsp.members('2026-11-21T20:00:00Z')).toEqual([...wanted, ...left, '779 10'].toSorted());
  const held = (await world.night.rows(delivered.v1)).filter(({ change }) => change !== 'removed');
  expect(held.map((row) => `${row.dsp_segment_id} ${row.dsp_user_id}`).toSorted()).toEqual([...wanted, ...left]);

  const next = { ...night, users: { '1': ['eve'], '2': ['ann'], '3': ['ann'] }, runDate: '2026-11-22' };
  await world.run({ ...next, options: { preset: 'xandr', mode: 'delta' } });
  dsp.take(await world.deliveredLines('2026-11-22'));
  expect(dsp.members('2026-11-22T20:00:00Z')).toEqual(['771 40', '772 10', '773 10', '779 10']);
});

test('what is no file of the layout is refused by file and line, and nothing is taken over', async () => {
  expect((await adopt()).error).toMatchObject({ code: 'usage', message: expect.stringMatching(/nothing at .*legacy/) });
  await put(['10\t771']);
  const { error } = await adopt();
  expect(error).toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(/part-1\.gz, line 1: expected dsp_u/),
  });
  await world.night.store.put('legacy/part-1.gz', gzipSync('10\t771\n'.repeat(999)).subarray(0, 30));
  expect((await adopt()).error).toMatchObject({ code: 'bad-file', message: expect.stringMatching(/no whole gzip/) });
  expect((await adopt('legacy/', { ...xandr, columns: ['dsp_user_id'] })).error).toMatchObject({ code: 'usage' });
  await expect(world.night.rows(delivered.v1)).rejects.toMatchObject({ code: 'read-missing' });
});

test('the command takes over files of the legacy layout, with a header', async () => {
  await world.run(night);
  await put(['uid\tsegment', '10\t771', '88\t771']);
  const config = `import { duckdb } from '@lookalikes/engine-duckdb';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
export default defineConfig({ engine: () => duckdb({ path: 'night.duckdb' }), store: fileStore({ root: 'objects' }),
  inputs: { events: files('e/*'), mapping: files('m/*') } });`;
  writeFileSync(join(world.night.root, 'lookalikes.config.ts'), config);
  const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
  const of = ['adopt', '--region', 'amer', '--date', '2026-11-21', '--header', '--from'];
  const command = (from: string) =>
    spawnSync(process.execPath, ['--conditions=@lookalikes/source', cli, ...of, from], {
      cwd: world.night.root,
      encoding: 'utf8',
    });
  expect(command('legacy/')).toMatchObject({ status: 0, stdout: expect.stringMatching(/wrote delivered: 2 rows/) });
  expect(command('elsewhere/')).toMatchObject({ status: 2, stderr: expect.stringMatching(/there is nothing at/) });
  const rows = await world.night.rows(delivered.v1);
  expect(rows.map(({ dsp_user_id }) => dsp_user_id).toSorted()).toEqual(['10', '88']);
});
