import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mutants } from './mutants.ts';
import type { Simulated } from './simulate.ts';
import { simulate } from './simulate.ts';

/** Every so manieth seed is played twice, to see that it comes out the same. */
const twice = 20;

/** Within so many seeds a broken promise must be found. */
const within = 300;

/** So many failing seeds are told of, the others named. */
const told = 10;

/**
 * Plays seeds, some of them twice; where they are the first, looks whether broken promises are found. Gives the exit status.
 *
 * @param from - the first of them
 */
export async function playSeeds(seeds: number, from: number): Promise<number> {
  const started = performance.now();
  const tally = new Map<string, number>();
  const failed: Simulated[] = [];
  const different: number[] = [];
  let again = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const played = await simulate(seed);
    for (const [what, times] of played.tally) tally.set(what, (tally.get(what) ?? 0) + times);
    if (played.faults.length > 0) failed.push(played);
    if (seed % twice > 0) continue;
    again += 1;
    if ((await simulate(seed)).trace !== played.trace) different.push(seed);
  }
  const seconds = (performance.now() - started) / 1000;
  const found = from === 1 ? await findAll() : [];
  const missed = found.filter(({ seed }) => seed === undefined);
  print([
    ...tableOf(
      `in ${seeds} seeds${from === 1 ? '' : ` from ${from}`}`,
      [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    '',
    ...(found.length === 0
      ? []
      : [
          ...tableOf(
            'broken on purpose: found at seed',
            found.map(({ name, seed }) => [name, seed ?? `not within ${within}`]),
          ),
          '',
        ]),
    `${seeds} seeds in ${seconds.toFixed(0)} s, ${(performance.now() / 1000).toFixed(0)} s with all`,
    ...failed.slice(0, told).flatMap(failureText),
    ...(failed.length > told
      ? [
          `and seeds ${failed
            .slice(told)
            .map(({ seed }) => seed)
            .join(', ')}`,
        ]
      : []),
    ...different.map((seed) => `seed ${seed} does not come out the same twice`),
    ...found.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`])),
    `${seeds - failed.length + again - different.length + found.length - missed.length} passed, ${failed.length + different.length + missed.length} failed`,
  ]);
  return failed.length + different.length + missed.length === 0 ? 0 : 1;
}

/** Plays one seed twice and tells its story. Gives the exit status. */
export async function replay(seed: number): Promise<number> {
  const { story, faults, trace, events } = await simulate(seed);
  const isSame = (await simulate(seed)).trace === trace;
  print([
    ...story.map(({ at, line }) => `${(at / 1000).toFixed(3).padStart(9)} s  ${line}`),
    '',
    `${events} events, trace ${trace.slice(0, 16)}${isSame ? '' : ', and another the second time'}`,
    ...faults,
    faults.length === 0 && isSame ? '1 passed, 0 failed' : '0 passed, 1 failed',
  ]);
  return faults.length === 0 && isSame ? 0 : 1;
}

/** Plays seeds until one fails, and says which, as JSON. */
export async function findMutant(seeds: number): Promise<void> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { faults } = await simulate(seed);
    if (faults.length > 0) {
      print([JSON.stringify({ seed, fault: faults[0] })]);
      return;
    }
  }
  print(['{}']);
}

interface Found {
  readonly name: string;
  readonly seed?: number;
  /** Why it could not be looked for. */
  readonly error?: string;
}

/** Looks for each broken promise, in a process of its own. */
async function findAll(): Promise<Found[]> {
  const entry = fileURLToPath(new URL('./simulation.ts', import.meta.url));
  const found: Found[] = [];
  for (const { name } of mutants) {
    const args = [...process.execArgv, entry, '--mutant', name, '--seeds', String(within)];
    try {
      const { stdout } = await promisify(execFile)(process.execPath, args);
      found.push({ name, ...(JSON.parse(stdout) as { seed?: number }) });
    } catch (error) {
      found.push({ name, error: String(error) });
    }
  }
  return found;
}

const failureText = ({ seed, faults }: Simulated): string[] => [
  `seed ${seed} fails; npm run test:simulation -- --seed ${seed} tells its story:`,
  ...faults.slice(0, 3).map((fault) => `  ${fault}`),
];

const tableOf = (title: string, rows: readonly (readonly [string, number | string])[]): string[] => [
  `| ${title} | |`,
  '| --- | ---: |',
  ...rows.map(([what, value]) => `| ${what} | ${typeof value === 'number' ? value.toLocaleString('en') : value} |`),
];

const print = (lines: readonly string[]): boolean => process.stdout.write(`${lines.join('\n')}\n`);
