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

/** Ours on two threads first: what the others are divided by. */
export function learnerContestants(workload: WorkloadFiles, isQuick: boolean): Contestant[] {
  const { segments } = workload;
  const kept = { job, keepModels: true, ours: false };
  return [
    oursLearner(workload, { ...kept, id: 'ours', who: 'ours, 2 threads', kernel: 'auto', threads: 2, ours: true }),
    oursLearner(workload, { ...kept, id: 'ours-1', who: 'ours, 1 thread', kernel: 'auto', threads: 1 }),
    oursLearner(workload, { ...kept, id: 'ours-plain', who: 'ours, plain TypeScript', kernel: 'plain', threads: 1 }),
    liblinear(workload, { job, sample: segments }),
    scikitLearn(workload, { id: 'scikit-learn', job, who: 'scikit-learn L-BFGS warm, 2 processes', tolerance: 1e-4 }),
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
    scikitLearn(workload, { ...settings, who: 'scikit-learn L-BFGS, tol 1e-6', tolerance: 1e-6 }),
    oursLearner(workload, { ...settings, ...exactly, who: 'ours, plain TypeScript, tolerance 5e-4' }),
  ];
}
