import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import { BenchError } from './error.ts';
import { deliveryContestants, deliveryText } from './jobs/delivery.ts';
import { engineContestants } from './jobs/engine.ts';
import { enginesContestants, enginesText } from './jobs/engines.ts';
import { growthContestants } from './jobs/growth.ts';
import { learnerContestants, learnerSpec, yardsticks } from './jobs/learner.ts';
import { reportedWeights, reportingContestants } from './jobs/reporting.ts';
import { machine } from './machine.ts';
import { measure } from './measure.ts';
import { cache, cacheFolder } from './places.ts';
import type { Results } from './results.ts';
import { readResults, writeResults } from './results.ts';
import { scoringContestants } from './scoring/contestants.ts';
import { quick, specText, standard } from './workload/spec.ts';
import type { WorkloadFiles } from './workload/workload.ts';
import { makeWorkload } from './workload/workload.ts';
import { judge, yardstickOf } from './yardstick.ts';

/** What can be measured. */
export const jobNames = ['learner', 'scoring', 'growth', 'engine', 'engines', 'delivery', 'reporting'] as const;

/** What can be measured. */
export type JobName = (typeof jobNames)[number];

/** How it is measured. */
export interface BenchOptions {
  readonly quick: boolean;
  /** Ids of contestants; empty: all. The others' results of an earlier run over the same workload are kept. */
  readonly only: readonly string[];
  /** Whether peers may be installed; without, those that are not there are left out. */
  readonly install: boolean;
  readonly runs: number;
  readonly minutes: number;
  readonly signal: AbortSignal;
  readonly onNews: (news: string) => void;
}

interface Plan {
  readonly workload: string;
  readonly contestants: readonly Contestant[];
  /** The most a single run may take, where that is not ten minutes. */
  readonly runSeconds?: number;
  /** Where the job is about models. */
  readonly files?: WorkloadFiles;
}

function planOf(name: JobName, isQuick: boolean): Plan {
  const size = isQuick ? quick : standard;
  switch (name) {
    case 'learner': {
      const files = makeWorkload(cache, learnerSpec(isQuick));
      return { workload: specText(files), contestants: learnerContestants(files, isQuick), files };
    }
    case 'scoring': {
      const files = makeWorkload(cache, size);
      return { workload: specText(files), contestants: scoringContestants(files) };
    }
    case 'growth':
      return { workload: 'sizes as the job says', contestants: growthContestants(cache, isQuick) };
    case 'delivery':
      return { workload: deliveryText(isQuick), contestants: deliveryContestants(isQuick) };
    case 'engine':
      return { workload: isQuick ? '500,000 rows' : '10,000,000 rows', contestants: engineContestants(isQuick) };
    case 'engines':
      return { workload: enginesText(isQuick), contestants: enginesContestants(isQuick), runSeconds: 7200 };
    case 'reporting': {
      const workload = `${reportedWeights(isQuick).toLocaleString('en')} weights, 7 columns, TLS`;
      return { workload, contestants: reportingContestants(isQuick) };
    }
  }
}

/**
 * Measures a job and keeps the results as they come.
 *
 * @returns what is known now, in the order of contestants
 * @throws BenchError `bad-argument` for an unknown id in `only`; `options.signal.reason` once aborted
 * @example rowsOf(await bench('scoring', { quick: true, only: ['ours'], runs: 1, minutes: 2, signal, onNews }))
 */
export async function bench(name: JobName, options: BenchOptions): Promise<Results> {
  const began = performance.now();
  const left = (): number => options.minutes * 60 - (performance.now() - began) / 1000;
  options.onNews(`${name}: making the workload, or finding it in ${cache}`);
  const plan = planOf(name, options.quick);
  const chosen = choose(plan.contestants, options.only);
  const path = join(cacheFolder('results'), `${name}${options.quick ? '-quick' : ''}.json`);
  const results = startOf(name, plan, { options, path });
  const limits = { signal: options.signal, install: options.install, seconds: Math.max(1, left()) };
  if (plan.files) {
    options.onNews(`${name}: exact models to compare with, made once a workload`);
    results.yardstick = await yardstickOf(plan.files, yardsticks(plan.files), limits);
  }
  await measure(chosen, {
    runs: options.runs,
    budgetSeconds: left(),
    runSeconds: options.quick ? 120 : (plan.runSeconds ?? 600),
    install: options.install,
    signal: options.signal,
    onNews: options.onNews,
    onKept: (kept, sample) => {
      if (sample && kept.samples.length === 1 && plan.files) kept.quality = judge(plan.files, sample);
      const others = results.contestants.filter(({ id }) => id !== kept.id);
      results.contestants = [...others, kept].toSorted((a, b) => placeOf(plan, a.id) - placeOf(plan, b.id));
      writeResults(path, results);
    },
  });
  return results;
}

const placeOf = ({ contestants }: Plan, wanted: string): number => contestants.findIndex(({ id }) => id === wanted);

function choose(contestants: readonly Contestant[], only: readonly string[]): readonly Contestant[] {
  for (const wanted of only) {
    if (contestants.some(({ id }) => id === wanted)) continue;
    const known = contestants.map(({ id }) => id).join(', ');
    throw new BenchError('bad-argument', `--only ${wanted}: not measured here; expected one or more of ${known}`);
  }
  return only.length === 0 ? contestants : contestants.filter(({ id }) => only.includes(id));
}

function startOf(name: JobName, plan: Plan, { options, path }: { options: BenchOptions; path: string }): Results {
  const command = `npm run bench -- ${name}${options.quick ? ' --quick' : ''}`;
  const fresh: Results = {
    command,
    machine: machine(),
    workload: plan.workload,
    contestants: [],
  };
  if (options.only.length === 0) return fresh;
  const before = readResults(path);
  if (before?.workload !== plan.workload || before.machine !== fresh.machine) return fresh;
  return { ...fresh, contestants: before.contestants };
}
