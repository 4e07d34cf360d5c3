import { BenchError } from './error.ts';
import type { Contestant, Sample } from './contestant.ts';
import type { Kept } from './results.ts';

/** How often, and until when. */
export interface Rounds {
  /** Runs of each contestant, unless time runs out. */
  readonly runs: number;
  /** After this many seconds nothing is started, and what runs is stopped. */
  readonly budgetSeconds: number;
  /** The most a single run may take. */
  readonly runSeconds: number;
  /** Whether peers may be installed. */
  readonly install: boolean;
  readonly signal: AbortSignal;
  /** Told after each preparation, run and failure. */
  readonly onNews: (news: string) => void;
  /** Called with what is known of a contestant whenever that has grown; the sample is the last run's. */
  readonly onKept: (kept: Kept, sample: Sample | undefined) => void;
}

/**
 * Prepares all contestants, then runs them in turn, A B A B, so that whatever else the machine does hits all alike. One that fails or cannot be
 * had is said so and left out of later rounds; the others go on. From the second round on, a contestant whose last run would no longer fit is
 * passed over.
 *
 * @throws `rounds.signal.reason` once aborted
 */
export async function measure(contestants: readonly Contestant[], rounds: Rounds): Promise<Kept[]> {
  const ready: { contestant: Contestant; kept: Kept; lastRun: number }[] = [];
  for (const contestant of contestants) {
    const kept = keptOf(contestant);
    const versions = await orFailure(() => contestant.prepare(rounds.install), kept, rounds);
    if (versions !== undefined) kept.versions = versions;
    rounds.onKept(kept, undefined);
    ready.push({ contestant, kept, lastRun: 0 });
  }
  const started = performance.now();
  const left = (): number => rounds.budgetSeconds - (performance.now() - started) / 1000;
  for (let round = 1; round <= rounds.runs; round++) {
    for (const entry of ready) {
      const { contestant, kept } = entry;
      if (kept.failure !== undefined) continue;
      if (left() < entry.lastRun) {
        kept.failure = `no time for a run more in ${minutes(rounds.budgetSeconds)} minutes`;
        rounds.onKept(kept, undefined);
        continue;
      }
      const limits = { seconds: Math.max(1, Math.min(rounds.runSeconds, left())), signal: rounds.signal };
      const before = left();
      const sample = await orFailure(() => contestant.run(limits), kept, rounds);
      entry.lastRun = before - left();
      if (sample !== undefined) {
        kept.samples.push({ seconds: sample.seconds, peakBytes: sample.peakBytes });
        rounds.onNews(`${kept.job}: ${kept.who}: run ${round}: ${sample.seconds.toFixed(3)} s`);
      }
      rounds.onKept(kept, sample);
    }
  }
  return ready.map(({ kept }) => kept);
}

const minutes = (seconds: number): string => (seconds / 60).toFixed(0);

function keptOf({ id, job, who, ours, amount, unit }: Contestant): Kept {
  return {
    id,
    job,
    who,
    ours,
    versions: '',
    date: new Date().toISOString().slice(0, 10),
    samples: [],
    ...(amount === undefined ? {} : { amount }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** What a step gives; or nothing, and why is kept. An abort and our own mistakes end everything. */
async function orFailure<T>(step: () => Promise<T>, kept: Kept, { signal, onNews }: Rounds): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BenchError)) throw error;
    kept.failure = error.message;
    onNews(`${kept.job}: ${kept.who}: ${error.message}`);
    return undefined;
  }
}
