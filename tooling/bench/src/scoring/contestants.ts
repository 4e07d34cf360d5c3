import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { BenchError } from '../error.ts';
import { ownVersions, packageVersion } from '../machine.ts';
import { peersPython, script, versionsOf } from '../peers/python.ts';
import { cacheFolder } from '../places.ts';
import { answerOf, program } from '../process/child.ts';
import type { Command } from '../process/gauge.ts';
import { measured } from '../process/gauge.ts';
import { median } from '../rows.ts';
import { readFloats } from '../workload/arrays.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import { readWorkload } from '../workload/workload.ts';
import type { ScoringJob } from './job.ts';
import { ScoringAnswer } from './job.ts';
import { scoringWeights } from './weights.ts';

/** Who scores, and how. */
interface Scorer extends Partial<Pick<ScoringJob, 'precision' | 'threads' | 'top'>> {
  readonly id: string;
  readonly who: string;
  readonly ours: boolean;
  readonly repeats: number;
  prepare(install: boolean): Promise<string>;
  command(job: ScoringJob): Promise<Command>;
}

const jobName = 'every user for every segment, in memory';

/** Ours in three ways, ours with the best of each segment kept, scipy and DuckDB. */
export function scoringContestants(workload: WorkloadFiles): Contestant[] {
  const ours = {
    repeats: 9,
    prepare: () => Promise.resolve(ownVersions()),
    command: (job: ScoringJob) => Promise.resolve(program(new URL('../../bin/ours-scoring.ts', import.meta.url), job)),
  };
  const scorers: Scorer[] = [
    { id: 'ours', who: 'ours, 32 bits, 2 threads', ours: true, threads: 2, ...ours },
    { id: 'ours-1', who: 'ours, 32 bits, 1 thread', ours: false, ...ours },
    { id: 'ours-double', who: 'ours, sums in 64 bits, 1 thread', ours: false, precision: 'double', ...ours },
    {
      id: 'ours-top',
      who: 'ours, 2 threads, and the top 2 % of each segment',
      ours: false,
      threads: 2,
      top: true,
      ...ours,
    },
    {
      id: 'scipy',
      who: 'scipy, X @ W in 32 bits',
      ours: false,
      repeats: 9,
      prepare: async (install) => {
        await peersPython(install);
        return versionsOf('scipy', 'numpy');
      },
      command: async (job) => ({ path: await peersPython(), args: [script('scoring_scipy.py'), JSON.stringify(job)] }),
    },
    {
      id: 'duckdb',
      who: 'DuckDB, a column a segment, 2 threads',
      ours: false,
      repeats: 3,
      prepare: () => Promise.resolve(`DuckDB ${packageVersion('@duckdb/node-api')}`),
      command: (job) => Promise.resolve(program(new URL('../../bin/duckdb-scoring.ts', import.meta.url), job)),
    },
  ];
  return scorers.map((scorer) => contestantOf(workload, scorer));
}

function contestantOf(workload: WorkloadFiles, scorer: Scorer): Contestant {
  const { id, who, ours, top = false, precision = 'single', threads = 1, repeats } = scorer;
  const scores = join(cacheFolder('scores'), `${id}.f32`);
  return {
    id,
    job: jobName,
    who,
    ours,
    amount: workload.users * workload.segments,
    unit: 'scores/s',
    prepare: (install) => scorer.prepare(install),
    run: async (limits) => {
      const job: ScoringJob = { workload, weights: scoringWeights(workload), repeats, precision, threads, top, scores };
      const command = await scorer.command(job);
      const { peakBytes, value } = await measured(limits, (start) => start(command));
      checkScores(job);
      const { seconds } = answerOf(who, value, ScoringAnswer);
      return { seconds: median(seconds) ?? 0, peakBytes };
    },
  };
}

/** Scores may differ from the plain 64-bit sum by this at most: 32-bit sums of some hundred weights of about 0.1. */
const tolerance = 1e-4;

/**
 * Holds scores against plain 64-bit sums.
 *
 * @throws BenchError `bad-result`
 */
export function checkScores({ workload, weights, scores }: ScoringJob): void {
  const { users, segments } = workload;
  const { rowStart, columnIndex } = readWorkload(workload);
  const packed = readFloats(weights);
  const found = readFloats(scores);
  if (found.length !== users * segments) {
    throw new BenchError('bad-result', `${scores} has ${found.length} scores; expected ${users * segments}`);
  }
  const sums = new Float64Array(segments);
  for (let user = 0; user < users; user++) {
    sums.fill(0);
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      const from = columnIndex[entry]! * segments;
      for (let segment = 0; segment < segments; segment++) sums[segment] = sums[segment]! + packed[from + segment]!;
    }
    for (let segment = 0; segment < segments; segment++) {
      const difference = Math.abs(found[user * segments + segment]! - sums[segment]!);
      if (difference <= tolerance) continue;
      throw new BenchError('bad-result', `${scores}: a score is off by ${difference}; expected ${tolerance} at most`);
    }
  }
}
