import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { ownVersions } from '../machine.ts';
import { cacheFolder } from '../places.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';
import { strengths } from '../workload/spec.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import type { OursJob } from './job.ts';
import { OursAnswer } from './job.ts';
import { firstOf, fitsOf } from './models.ts';

/** Which of our kernels, on how many threads. */
export interface OursSettings extends Pick<OursJob, 'kernel' | 'threads' | 'tolerance' | 'maxEpochs'> {
  readonly id: string;
  readonly who: string;
  readonly job: string;
  readonly ours: boolean;
  /** Whether the models are written, to be judged. */
  readonly keepModels: boolean;
}

/** The selection job by packages/linear-model, as one process that reads the workload's arrays. */
export function oursLearner(workload: WorkloadFiles, settings: OursSettings): Contestant {
  const { id, who, job, ours, keepModels, ...how } = settings;
  const path = join(cacheFolder('models'), `${id}.f32`);
  const told: OursJob = { workload, strengths: [...strengths], ...how, ...(keepModels ? { models: path } : {}) };
  return {
    id,
    job,
    who,
    ours,
    amount: workload.segments,
    unit: 's a segment',
    prepare: () => Promise.resolve(ownVersions()),
    run: async (limits) => {
      const command = program(new URL('../../bin/ours-learner.ts', import.meta.url), told);
      const { seconds, peakBytes, value } = await measured(limits, (start) => start(command));
      answerOf(who, value, OursAnswer);
      const models = { path, fits: fitsOf(firstOf(workload.segments), strengths) };
      return { seconds, peakBytes, ...(keepModels ? { models: [models] } : {}) };
    },
  };
}
