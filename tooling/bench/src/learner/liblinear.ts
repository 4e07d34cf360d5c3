import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { debianProgram } from '../peers/debian.ts';
import { packageVersionOf } from '../peers/debian-version.ts';
import { cacheFolder } from '../places.ts';
import { measured } from '../process/gauge.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { strengths } from '../workload/spec.ts';
import { liblinearTexts } from '../workload/texts.ts';
import { writeArray } from '../workload/arrays.ts';
import type { WorkloadFiles } from '../workload/workload.ts';
import { readLiblinear } from './liblinear-model.ts';
import { firstOf, fitsOf } from './models.ts';

/** How exactly LIBLINEAR is asked to fit, and how much of the job. */
export interface LiblinearSettings {
  readonly id: string;
  readonly job: string;
  /** Segments to fit of all. */
  readonly sample: number;
  /** Its `-e`; 0.01 is its default. */
  readonly tolerance: number;
}

/**
 * The selection job by LIBLINEAR's command, two at a time: `-s 0` (trust-region Newton on the primal), with a
 * bias that is as good as free (`-B 100`; pulled to 0, as by `-B 1`, it costs much at small C). Parses its text each time, as the command does; neither scores the users that validate nor measures an AUC.
 */
export function liblinear(workload: WorkloadFiles, { id, job, sample, tolerance }: LiblinearSettings): Contestant {
  const fits = fitsOf(firstOf(sample), strengths);
  const all = workload.segments * strengths.length;
  const folder = cacheFolder('models');
  const modelOf = (segment: number, strength: number): string => join(folder, `${id}-${segment}-${strength}.txt`);
  return {
    id,
    job,
    who: `LIBLINEAR -s 0 -B 100 -e ${tolerance}, 2 processes${extrapolated(fits.length, all)}`,
    ours: false,
    prepare: async (install) => {
      liblinearTexts(workload);
      return `LIBLINEAR ${await packageVersionOf('liblinear-tools', await debianProgram(tools, install))}`;
    },
    run: async (limits) => {
      const path = await debianProgram(tools);
      const texts = liblinearTexts(workload);
      const { seconds, peakBytes } = await measured(limits, (start) =>
        sideBySide(2, fits, ({ segment, strength }) => {
          const model = modelOf(segment, strength);
          const settings = ['-s', '0', '-B', '100', '-e', String(tolerance), '-c', String(strength)];
          return start({ path, args: ['-q', ...settings, texts[segment]!, model] });
        }),
      );
      const joined = new Float32Array(fits.length * (workload.tokens + 1));
      fits.forEach(({ segment, strength }, at) => {
        joined.set(readLiblinear(modelOf(segment, strength), workload.tokens), at * (workload.tokens + 1));
      });
      const models = { path: join(folder, `${id}.f32`), fits };
      writeArray(models.path, joined);
      return { seconds: (seconds * all) / fits.length, peakBytes, models: [models] };
    },
  };
}

const tools = { program: 'liblinear-train', debianPackage: 'liblinear-tools' };

/** @example extrapolated(6, 120) // ', extrapolated from 6 of 120' */
export function extrapolated(fits: number, all: number): string {
  return fits === all ? '' : `, extrapolated from ${fits} of ${all}`;
}
