import type { Contestant } from '../contestant.ts';
import { BenchError } from '../error.ts';
import { packageVersion } from '../machine.ts';
import type { NightJob } from '../night/job.ts';
import { dates, NightAnswer } from '../night/job.ts';
import { sampleWorld } from '../night/world.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';

type Place = Pick<NightJob, 'engine' | 'computeAt'> & { readonly id: string; readonly who: string };

const places: readonly Place[] = [
  { id: 'duckdb', who: 'DuckDB', engine: 'duckdb' },
  { id: 'duckdb-pushed', who: 'DuckDB, scores in the engine', engine: 'duckdb', computeAt: 'engine' },
  { id: 'spark', who: 'Spark', engine: 'spark' },
  { id: 'spark-runner', who: 'Spark, scores in the runner', engine: 'spark', computeAt: 'runner' },
];

/** From here on only the defaults are measured, in millions of events. */
const defaultsFrom = 10;

/** The largest size, in millions of events, whose next night is measured too. */
const nextUpTo = 10;

/** From here on the users are scored once more in each place. */
const scoredAgainFrom = 50;

/** The workload as the table names it. */
export const enginesText = (isQuick: boolean): string =>
  `the sample world, ${sizes(isQuick)
    .map((millions) => `${millions}M`)
    .join(', ')} events in ${dates.days + 1} days, both regions; ten days of history, five of labels`;

const sizes = (isQuick: boolean): readonly number[] => (isQuick ? [0.1] : [1, 10, 50]);

/** A first night, which aggregates every day, and by the defaults, but of the largest, the night after, which aggregates one: on DuckDB and on a local Spark. */
export function enginesContestants(isQuick: boolean): Contestant[] {
  return sizes(isQuick).flatMap((millions) =>
    places
      .filter(({ computeAt }) => computeAt === undefined || millions < defaultsFrom)
      .flatMap((place) => nightsOn(place, millions)),
  );
}

function secondsOf(took: number | string | undefined): number {
  if (typeof took === 'number') return took;
  throw new BenchError('process-failed', took ?? 'it was not run');
}

/** What is read off the nights. */
const parts = {
  first: { suffix: '', job: 'first night', seconds: ({ first }: NightAnswer) => first.seconds },
  next: { suffix: '-next', job: 'next night', seconds: ({ next }: NightAnswer) => next?.seconds ?? Number.NaN },
  scoring: {
    suffix: '-scoring',
    job: 'scoring of the first night, its regions added',
    seconds: ({ first }: NightAnswer) => first.stages['scoring'] ?? Number.NaN,
  },
  inEngine: {
    suffix: '-scoring-in-engine',
    job: 'scoring once more, in the engine, its regions added',
    seconds: ({ again }: NightAnswer) => secondsOf(again?.engine),
  },
  inRunner: {
    suffix: '-scoring-in-runner',
    job: 'scoring once more, in the runner, its regions added',
    seconds: ({ again }: NightAnswer) => secondsOf(again?.runner),
  },
} as const;

/** The nights of one place: one process runs them, and each part is a contestant of its own. */
function nightsOn({ id, who, engine, computeAt }: Place, millions: number): readonly Contestant[] {
  const hasNext = computeAt === undefined && millions <= nextUpTo;
  const scoreAgain = computeAt === undefined && millions >= scoredAgainFrom;
  let last: Promise<{ readonly answer: NightAnswer; readonly peakBytes: number | null }> | undefined;
  const contestant = (which: keyof typeof parts): Contestant => ({
    id: `${id}-${millions}m${parts[which].suffix}`,
    job: `${parts[which].job}, ${millions}M events`,
    who,
    ours: id === 'duckdb',
    amount: millions * 1e6,
    unit: 'events/s',
    prepare: async () => {
      await sampleWorld(millions * 1e6);
      return engine === 'duckdb'
        ? `DuckDB ${packageVersion('@duckdb/node-api')}`
        : 'Spark 4.2.1, Delta Lake 4.4, driver 2.1';
    },
    run: async (limits) => {
      if (which === 'first' || last === undefined) {
        last = (async () => {
          const world = await sampleWorld(millions * 1e6);
          const told: NightJob = { world, engine, next: hasNext, scoreAgain, ...(computeAt && { computeAt }) };
          const command = program(new URL('../../bin/ours-night.ts', import.meta.url), told);
          const { peakBytes, value } = await measured(limits, (start) => start(command));
          return { answer: answerOf(id, value, NightAnswer), peakBytes };
        })();
      }
      const { answer, peakBytes } = await last;
      return { seconds: parts[which].seconds(answer), peakBytes };
    },
  });
  const nights = hasNext ? (['first', 'next'] as const) : (['first'] as const);
  const scorings = scoreAgain ? (['scoring', 'inEngine', 'inRunner'] as const) : (['scoring'] as const);
  return [...nights, ...scorings].map(contestant);
}
