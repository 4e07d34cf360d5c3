import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { State } from '../kill/state.ts';
import { compare, stateOf } from '../kill/state.ts';
import { command, makeWorld, night } from '../kill/world.ts';

// npm run test:disk [-- --steps N]: runs nights on a disk that is too small for them, by steps from what is there already to what a
// night needs; looks that what was there is untouched, gives the disk its room back, resumes, and compares with a night
// that had room. Mounts a tmpfs, and so needs root.

const { values } = parseArgs({ options: { steps: { type: 'string', default: '12' } } });
const steps = Number(values.steps);

const mount = (...options: readonly string[]): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'lookalikes-disk', disk], { stdio: 'inherit' });
};
const resize = (bytes: number): void => mount('remount', `size=${Math.ceil(bytes)}`);
const used = (): number => {
  const { blocks, bfree, bsize } = statfsSync(disk);
  return (blocks - bfree) * bsize;
};

const roomy = 3 * 1024 ** 3;
const keep = mkdtempSync(join(tmpdir(), 'lookalikes-base-'));
const disk = mkdtempSync(join(tmpdir(), 'lookalikes-disk-'));
mount(`size=${roomy}`);
const rows: string[] = [];
const faults: string[] = [];
try {
  process.env['TMPDIR'] = keep;
  const base = await makeWorld(1);
  const world = join(disk, 'world');
  const renew = (): void => {
    resize(roomy);
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
    cpSync(base, world, { recursive: true });
  };
  renew();
  const before = await stateOf(world);
  const least = used();
  const run = ['run', '--date', night];
  const whole = await command(world, run);
  if (whole.status !== 0) throw new Error(`the night ended with ${String(whole.status)}: ${whole.stderr}`);
  const most = used();
  await command(world, ['gc']);
  const expected = await stateOf(world);

  for (let step = 0; step < steps; step++) {
    renew();
    const room = ((most - least) * step) / steps;
    resize(least + room);
    const full = await command(world, run);
    const said = /^error: .*$/m.exec(full.stderr)?.[0] ?? '';
    const label = `${(room / 1024 ** 2).toFixed(1)} MB of ${((most - least) / 1024 ** 2).toFixed(1)} MB`;
    if (full.status !== 1) faults.push(`${label}: the night ended with ${String(full.status)}`);
    if (!/space|ENOSPC|disk/i.test(said)) faults.push(`${label}: it does not say that the disk is full: ${said}`);
    const touched = missing(before, await stateOf(world));
    if (touched.length > 0) faults.push(`${label}: ${touched.join(', ')} is not what it was`);

    resize(roomy);
    // A night that could not even begin has nothing to go on from.
    const goOn = full.stderr.includes('not begun') ? run : ['resume', '--date', night];
    const resumed = await command(world, goOn);
    if (resumed.status !== 0)
      faults.push(`${label}: ${goOn[0]} ended with ${String(resumed.status)}: ${resumed.stderr}`);
    await command(world, ['gc']);
    const { lost, duplicated, changed, orphans } = compare(expected, await stateOf(world));
    const odd = [...lost, ...duplicated, ...changed, ...orphans];
    if (odd.length > 0) faults.push(`${label}: after resume ${odd.slice(0, 5).join(', ')}`);
    rows.push(
      `| ${label} | ${String(full.status)} | ${touched.length} | ${odd.length === 0 ? 'equal' : 'not equal'} |`,
    );
    process.stderr.write(`${step + 1} of ${steps}: ${said}\n`);
  }
} finally {
  execFileSync('umount', [disk], { stdio: 'inherit' });
  for (const folder of [disk, keep]) rmSync(folder, { recursive: true });
}

/** What was there before and is not any more, or is another. */
function missing(was: State, is: State): string[] {
  const { lost, changed } = compare(was, is);
  return [...lost, ...changed];
}

process.stdout.write(
  [
    '| room | status | of what was there, changed | after resume and gc |',
    '| --- | ---: | ---: | --- |',
    ...rows,
    ...faults,
    '',
  ].join('\n'),
);
process.exitCode = faults.length === 0 ? 0 : 1;
