import { join } from 'node:path';
import { z } from 'zod';
import type { Contestant } from '../contestant.ts';
import { debianProgram } from '../peers/debian.ts';
import { peersPython, script, versionsOf } from '../peers/python.ts';
import { cacheFolder } from '../places.ts';
import { answerOf } from '../process/child.ts';
import { measured } from '../process/gauge.ts';
import { labelBitsText } from '../workload/texts.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import { extrapolated } from './liblinear.ts';
import { fitsOf } from './models.ts';
import { strengths as allStrengths } from '../workload/spec.ts';

const Answer = z.object({ ready: z.number(), fitting: z.number() });

/**
 * Some fits of the selection job by Spark MLlib in one process with two threads: the text is parsed and cached once. The time of
 * those fits is multiplied, what comes before and after them is not.
 *
 * @param strengths - those of the first segment that are fitted
 */
export function spark(
  workload: WorkloadFiles,
  { job, strengths }: { job: string; strengths: readonly number[] },
): Contestant {
  const segments = [0];
  const all = workload.segments * allStrengths.length;
  const fits = fitsOf(segments, strengths);
  const who = `Spark MLlib, local[2]${extrapolated(fits.length, all)}`;
  return {
    id: 'spark',
    job,
    who,
    ours: false,
    prepare: async (install) => {
      await peersPython(install);
      await debianProgram(java, install);
      labelBitsText(workload);
      return versionsOf('pyspark');
    },
    run: async (limits) => {
      const path = await peersPython();
      const models = join(cacheFolder('models'), 'spark.f32');
      const told = {
        workload,
        text: labelBitsText(workload),
        segments,
        strengths,
        models,
        tolerance: 1e-4,
        iterations: 100,
        memory: '3g',
        scratch: cacheFolder('spark'),
      };
      const args = [script('learner_spark.py'), JSON.stringify(told)];
      const { seconds, peakBytes, value } = await measured(limits, (start) => start({ path, args }));
      const { fitting } = answerOf(who, value, Answer);
      return { seconds: seconds + fitting * (all / fits.length - 1), peakBytes, models: [{ path: models, fits }] };
    },
  };
}

const java = { program: 'java', debianPackage: 'openjdk-17-jre-headless' };
