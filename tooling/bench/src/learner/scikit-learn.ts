import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { peersPython, script, versionsOf } from '../peers/python.ts';
import { cacheFolder } from '../places.ts';
import { measured } from '../process/gauge.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { strengths } from '../workload/spec.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import { firstOf, fitsOf } from './models.ts';

/** How exactly scikit-learn is asked to fit. */
export interface ScikitLearnSettings {
  readonly id: string;
  readonly job: string;
  /** Its `tol`; 1e-4 is its default. */
  readonly tolerance: number;
}

/**
 * The selection job by scikit-learn's L-BFGS, each strength starting from the one before, in two processes that share the
 * segments and read the workload's arrays each.
 */
export function scikitLearn(workload: WorkloadFiles, settings: ScikitLearnSettings): Contestant {
  const { id, job, tolerance } = settings;
  const halves = [0, 1].map((half) => {
    const segments = firstOf(workload.segments).filter((segment) => segment % 2 === half);
    return { segments, models: join(cacheFolder('models'), `${id}-${half}.f32`) };
  });
  return {
    id,
    job,
    who: `scikit-learn L-BFGS warm, tol ${tolerance.toExponential()}, 2 processes`,
    ours: false,
    prepare: async (install) => {
      await peersPython(install);
      return versionsOf('scikit-learn', 'scipy', 'numpy');
    },
    run: async (limits) => {
      const path = await peersPython();
      const { seconds, peakBytes } = await measured(limits, (start) =>
        sideBySide(2, halves, (half) => {
          const told = { workload, strengths, tolerance, dtype: 'float64', ...half };
          const args = [script('learner_sklearn.py'), JSON.stringify(told)];
          return start({ path, args, env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } });
        }),
      );
      const models = halves.map((half) => ({ path: half.models, fits: fitsOf(half.segments, strengths) }));
      return { seconds, peakBytes, models };
    },
  };
}
