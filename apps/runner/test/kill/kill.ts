import { parseArgs } from 'node:util';
import { regions } from '@lookalikes/schema';
import { random } from '../random.ts';
import { raceStarts } from './simultaneous.ts';
import { pausedHolders } from './paused.ts';
import type { Point } from './points.ts';
import { allPoints, sample } from './points.ts';
import type { State } from './state.ts';
import { compare, stateOf } from './state.ts';
import { command, copyOf, effectsOf, makeWorld, night, remove } from './world.ts';

// npm run test:kill [-- --all | --points N --seeds N]: kills nights of two regions wherever they do something that lasts,
// resumes them, and compares what they leave with a night that nobody killed.

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    points: { type: 'string', default: '64' },
    seeds: { type: 'string', default: '2' },
  },
});

interface Tally {
  killed: number;
  equal: number;
  readonly faults: string[];
}

const tally = new Map<string, Tally>();

/** Kills both regions at a point of their own, a fifth of them again as they resume, then resumes, sweeps and compares. */
async function killed(base: string, expected: State, { points, again }: { points: readonly Point[]; again: boolean }) {
  const world = copyOf(base);
  const deaths = Object.fromEntries(points.map((point) => [point.region, point]));
  const run = await command(world, ['run', '--date', night], deaths);
  const faults: string[] = [];
  const died = points.filter(({ region }) => run.stderr.includes(`the process of ${region} ended by SIGKILL`));
  for (const { region } of points) {
    if (!died.some((point) => point.region === region))
      faults.push(`${region} did not die at its point: ${run.stderr}`);
  }
  if (again)
    await command(world, ['resume', '--date', night], {
      amer: { when: 'after', number: 3 },
      emeaApac: { when: 'before', number: 4 },
    });
  const resumed = await command(world, ['resume', '--date', night]);
  if (resumed.status !== 0) faults.push(`resume ended with ${String(resumed.status)}: ${resumed.stderr}`);
  const swept = await command(world, ['gc']);
  if (swept.status !== 0) faults.push(`gc ended with ${String(swept.status)}: ${swept.stderr}`);
  const { lost, duplicated, changed, orphans } = compare(expected, await stateOf(world));
  const told = Object.entries({ lost, duplicated, changed, orphans });
  faults.push(...told.flatMap(([what, of]) => (of.length === 0 ? [] : [`${what}: ${of.slice(0, 5).join(', ')}`])));
  for (const point of points) {
    const key = `${point.kind} ${point.when}`;
    const of = tally.get(key) ?? { killed: 0, equal: 0, faults: [] };
    of.killed += 1;
    if (faults.length === 0) of.equal += 1;
    of.faults.push(
      ...faults.map((fault) => `${point.region} #${point.number} ${key}${again ? ', twice' : ''}: ${fault}`),
    );
    tally.set(key, of);
  }
  remove(world);
}

/** A world whose night nobody interrupted, swept. */
async function whole(base: string): Promise<{ state: State; effects: Point[][] }> {
  const world = copyOf(base);
  const { status, stderr } = await command(world, ['run', '--date', night]);
  if (status !== 0) throw new Error(`the night ended with ${String(status)}: ${stderr}`);
  const next = random(1);
  const effects = regions.map((region) => allPoints(region, effectsOf(world, region), next));
  const swept = await command(world, ['gc']);
  if (swept.status !== 0) throw new Error(`gc ended with ${String(swept.status)}: ${swept.stderr}`);
  const state = await stateOf(world);
  const odd = compare(state, state);
  if (odd.duplicated.length + odd.orphans.length > 0) {
    throw new Error(`the whole night left ${JSON.stringify([odd.duplicated, odd.orphans])}`);
  }
  remove(world);
  return { state, effects };
}

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
const seeds = Number(values.seeds);
let kinds: string[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  const base = await makeWorld(seed);
  const { state, effects } = await whole(base);
  kinds = effects[0]!.filter(({ when }) => when === 'before').map(({ kind }) => kind);
  const next = random(seed);
  const size = values.all ? Infinity : Math.ceil(Number(values.points) / seeds / regions.length);
  const chosen = effects.map((points) => (values.all ? points : sample(points, size, next)));
  const rounds = Math.max(...chosen.map((points) => points.length));
  for (let round = 0; round < rounds; round++) {
    await killed(base, state, { points: chosen.flatMap((points) => points[round] ?? []), again: round % 5 === 4 });
    process.stderr.write(`seed ${seed}: ${round + 1} of ${rounds} nights killed and resumed, ${seconds()}\n`);
  }
  remove(base);
}

const races = await raceStarts(100);
const pauses = await pausedHolders(kinds);
const all = [...tally.values()];
const count = (of: (one: Tally) => number) => all.reduce((sum, one) => sum + of(one), 0);
const rows = [...tally]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([what, of]) => `| ${what} | ${of.killed} | ${of.equal} |`);
const faults = [...all.flatMap((one) => one.faults), ...races.faults, ...pauses.faults];
process.stdout.write(
  [
    '| killed at | times | equal after resume and gc |',
    '| --- | ---: | ---: |',
    ...rows,
    `| all | ${count(({ killed: times }) => times)} | ${count(({ equal }) => equal)} |`,
    '',
    `${races.text}; ${pauses.text}; ${seconds()}`,
    ...faults,
    '',
  ].join('\n'),
);
process.exitCode = faults.length === 0 ? 0 : 1;
