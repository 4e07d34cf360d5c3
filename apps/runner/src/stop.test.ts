import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@lookalikes/stage-kit';
import { beforeAll, expect, it } from 'vitest';
import { processesUnder } from '../test/kill/processes.ts';
import { lookalikes, start } from '../test/lookalikes.ts';
import { newFolder, smallWorld } from '../test/world.ts';

let inputs = '';
beforeAll(async () => {
  inputs = await smallWorld();
}, 240_000);

const night = ['--date', '2026-11-21', '--region', 'amer'];

function fresh(): string {
  const to = newFolder();
  cpSync(inputs, to, { recursive: true });
  return to;
}

const newest = async (world: string): Promise<RunRecord | undefined> => {
  const { stdout } = await lookalikes(['runs', '--json'], world);
  return (JSON.parse(stdout) as RunRecord[]).at(-1);
};

it('a region that does not heed a signal is killed, recorded as cancelled, and resumed', async () => {
  const world = fresh();
  const running = start(['run', ...night], world);
  await running.saw('amer/2026-11-21 metadata:');
  // A process that is stopped heeds nothing.
  for (const { pid } of processesUnder(running.pid)) process.kill(pid, 'SIGSTOP');
  process.kill(running.pid, 'SIGTERM');
  const { status, stderr } = await running.ended;
  expect([status, stderr]).toEqual([143, expect.stringContaining('it did not end by itself within 8 s and was ended')]);
  expect(await newest(world)).toMatchObject({ status: 'cancelled', failure: { code: 'stopped' } });

  const resumed = await lookalikes(['resume', '--region', 'amer', '--json'], world);
  expect(resumed.status).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject([{ status: 'done', attempt: 2, record: { resumes: 1 } }]);
  const again = await lookalikes(['resume', '--region', 'amer'], world);
  expect([again.status, again.stderr]).toEqual([0, 'amer/2026-11-21 is done (attempt 2): nothing to resume\n']);
}, 600_000);

it('a region whose command is killed stops too; its attempt does not stand as running, and is resumed', async () => {
  const world = fresh();
  const running = start(['run', ...night], world);
  await running.saw('amer/2026-11-21 metadata:');
  const regions = processesUnder(running.pid);
  for (const { pid } of regions) process.kill(pid, 'SIGSTOP');
  process.kill(running.pid, 'SIGKILL');
  for (const { pid } of regions) process.kill(pid, 'SIGKILL');
  await running.ended;
  expect(await newest(world)).toMatchObject({ status: 'interrupted' });

  const config = join(world, 'lookalikes.config.ts');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('labelDays: 4', 'labelDays: 3'));
  const changed = await lookalikes(['resume', '--region', 'amer'], world);
  expect([changed.status, changed.stderr]).toEqual([
    2,
    expect.stringContaining('stages.training-data.labelDays was 4, is 3'),
  ]);
  writeFileSync(config, text);
  expect((await lookalikes(['resume', '--region', 'amer'], world)).status).toBe(0);
  expect(await newest(world)).toMatchObject({ status: 'done', attempt: 2 });
}, 600_000);

it('resume wants something to resume', async () => {
  const world = fresh();
  const { status, stderr } = await lookalikes(['resume', '--region', 'amer'], world);
  expect([status, stderr]).toEqual([2, 'error: amer has no run on record: lookalikes run --date begins one\n']);
});

it('backfill wants days in order', async () => {
  const args = ['backfill', '--from', '2026-11-22', '--to', '2026-11-21'];
  const { status, stderr } = await lookalikes(args, fresh());
  expect([status, stderr]).toEqual([2, 'error: --from 2026-11-22 comes after --to 2026-11-21: put them in order\n']);
});

it('backfill runs the days in order, both ends included, and leaves alone what is done; gc sweeps after it', async () => {
  const world = fresh();
  const args = ['backfill', '--from', '2026-11-20', '--to', '2026-11-21', '--region', 'amer', '--json'];
  const first = await lookalikes(args, world);
  expect([first.status, JSON.parse(first.stdout)]).toMatchObject([
    0,
    [
      { runDate: '2026-11-20', status: 'done' },
      { runDate: '2026-11-21', status: 'done' },
    ],
  ]);
  const missing = await lookalikes([...args, '--missing-only'], world);
  expect(JSON.parse(missing.stdout)).toMatchObject([{ status: 'already' }, { status: 'already' }]);

  const dry = await lookalikes(['gc', '--region', 'amer', '--dry-run'], world);
  expect([dry.status, dry.stdout]).toEqual([
    0,
    expect.stringMatching(/^amer: would remove\n {2}[\d,]+ objects of journals/),
  ]);
  const swept = await lookalikes(['gc', '--region', 'amer', '--json'], world);
  expect(JSON.parse(swept.stdout)).toMatchObject([{ region: 'amer', writes: [], objects: [], resumable: [] }]);
  expect((await lookalikes(['gc', '--region', 'amer'], world)).stdout).toBe('amer: removed\n  nothing\n');
}, 600_000);
