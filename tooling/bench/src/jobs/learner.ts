import type { Contestant } from '../contestant.ts';
import { liblinear } from '../learner/liblinear.ts';
import { oursLearner } from '../learner/ours.ts';
import { scikitLearn } from '../learner/scikit-learn.ts';
import { spark } from '../learner/spark.ts';
import { vowpalWabbit } from '../learner/vowpal-wabbit.ts';
import { quick, standard, strengths } from '../workload/spec.ts';
import type { WorkloadFiles } from '../workload/workload.ts';

const job = 'select: 20 segments x 6 strengths';

/** The selection job's workload. */
export const learnerSpec = (isQuick: boolean) => (isQuick ? quick : standard);

/**
 * Ours on two threads first: what the others are divided by. Ours, LIBLINEAR and scikit-learn stand there twice: as they come, and at the
 * tolerance from which their AUC is within 5e-4 of the yardstick's in each model (LIBLINEAR's never is: its objective is within 1e-3).
 */
export function learnerContestants(workload: WorkloadFiles, isQuick: boolean): Contestant[] {
  const { segments } = workload;
  const kept = { job, keepModels: true, ours: false };
  const exact = { id: 'ours-exact', who: 'ours, 2 threads, tolerance 0.003', kernel: 'auto', tolerance: 3e-3 } as const;
  return [
    oursLearner(workload, { ...kept, id: 'ours', who: 'ours, 2 threads', kernel: 'auto', threads: 2, ours: true }),
    oursLearner(workload, { ...kept, ...exact, threads: 2 }),
    oursLearner(workload, { ...kept, id: 'ours-1', who: 'ours, 1 thread', kernel: 'auto', threads: 1 }),
    oursLearner(workload, { ...kept, id: 'ours-plain', who: 'ours, plain TypeScript', kernel: 'plain', threads: 1 }),
    liblinear(workload, { id: 'liblinear', job, sample: segments, tolerance: 1e-2 }),
    liblinear(workload, { id: 'liblinear-exact', job, sample: segments, tolerance: 1e-3 }),
    scikitLearn(workload, { id: 'scikit-learn', job, tolerance: 1e-4 }),
    scikitLearn(workload, { id: 'scikit-learn-exact', job, tolerance: 3e-6 }),
    vowpalWabbit(workload, { job, sample: 2 }),
    spark(workload, { job, strengths: isQuick ? strengths.slice(2, 4) : strengths }),
  ];
}

/** Not measured: models as exact as can be, by scikit-learn where it can be had, else by our plain kernel. */
export function yardsticks(workload: WorkloadFiles): Contestant[] {
  const settings = { id: 'yardstick', job: 'yardstick' };
  const exactly = {
    kernel: 'plain',
    threads: 1,
    tolerance: 5e-4,
    maxEpochs: 300,
    keepModels: true,
    ours: false,
  } as const;
  return [
    scikitLearn(workload, { ...settings, tolerance: 1e-6 }),
    oursLearner(workload, { ...settings, ...exactly, who: 'ours, plain TypeScript, tolerance 5e-4' }),
  ];
}
