import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { peersPython, versionsOf } from '../peers/python.ts';
import { cacheFolder } from '../places.ts';
import { measured } from '../process/gauge.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { writeArray } from '../workload/arrays.ts';
import { strengths } from '../workload/spec.ts';
import { vowpalTexts } from '../workload/texts.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import { extrapolated } from './liblinear.ts';
import { firstOf, fitsOf } from './models.ts';
import { readVowpal, vowpalBits } from './vowpal-model.ts';

/**
 * The selection job by Vowpal Wabbit, two processes: `--bfgs` with a free bias until its own stopping rule, the first strength of a
 * segment parsing its text into a cache that the others read. Neither scores the users that validate nor measures an AUC. (Its
 * online descent is faster a pass, but did not come to an equal AUC.)
 *
 * @param sample - segments to fit of all
 */
export function vowpalWabbit(workload: WorkloadFiles, { job, sample }: { job: string; sample: number }): Contestant {
  const segments = firstOf(sample);
  const fits = fitsOf(segments, strengths);
  const all = workload.segments * strengths.length;
  const folder = cacheFolder('models');
  const modelOf = (segment: number, strength: number): string => join(folder, `vw-${segment}-${strength}.txt`);
  const cacheOf = (segment: number): string => join(cacheFolder('vw'), `${segment}.cache`);
  const bits = String(vowpalBits(workload.tokens));
  return {
    id: 'vw',
    job,
    who: `Vowpal Wabbit --bfgs, 2 processes${extrapolated(fits.length, all)}`,
    ours: false,
    prepare: async (install) => {
      await peersPython(install);
      vowpalTexts(workload, sample);
      return versionsOf('vowpalwabbit');
    },
    run: async (limits) => {
      const path = await peersPython();
      const texts = vowpalTexts(workload, sample);
      for (const segment of segments) rmSync(cacheOf(segment), { force: true });
      const { seconds, peakBytes } = await measured(limits, (start) =>
        sideBySide(2, segments, async (segment) => {
          for (const strength of strengths) {
            const files = ['-d', texts[segment]!, '--cache_file', cacheOf(segment)];
            const left = ['--readable_model', modelOf(segment, strength), '--predict_only_model', '--quiet'];
            const how = ['--l2', String(1 / strength), '-b', bits, ...settings];
            await start({ path, args: ['-m', 'vowpalwabbit', ...files, ...left, ...how] });
          }
        }),
      );
      const width = workload.tokens + 1;
      const joined = new Float32Array(fits.length * width);
      fits.forEach(({ segment, strength }, at) => {
        joined.set(readVowpal(modelOf(segment, strength), workload.tokens), at * width);
      });
      const models = { path: join(folder, 'vw.f32'), fits };
      writeArray(models.path, joined);
      return { seconds: (seconds * all) / fits.length, peakBytes, models: [models] };
    },
  };
}

const settings = [
  '--loss_function',
  'logistic',
  '--bfgs',
  '--no_bias_regularization',
  '--passes',
  '50',
  '--holdout_off',
];
