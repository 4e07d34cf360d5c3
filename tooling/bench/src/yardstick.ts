import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Contestant, Sample } from './contestant.ts';
import { BenchError } from './error.ts';
import { evaluate } from './learner/evaluate.ts';
import { FitQuality } from './learner/quality.ts';
import type { WorkloadFiles } from './workload/workload.ts';
import { readWorkload } from './workload/workload.ts';
import type { Limits } from './process/gauge.ts';

const Yardstick = z.object({ who: z.string(), quality: z.array(FitQuality) });

/** Models as exact as can be, and who made them. */
export type Yardstick = z.infer<typeof Yardstick>;

/** The quality of the models that a run left; undefined where it left none. */
export function judge(workload: WorkloadFiles, { models }: Sample): FitQuality[] | undefined {
  if (models === undefined) return undefined;
  const arrays = readWorkload(workload);
  return models.flatMap((file) => evaluate(workload, arrays, file));
}

/**
 * What every model is compared with: made once a workload, by the first of the candidates that can be had.
 *
 * @throws BenchError the last candidate's
 */
export async function yardstickOf(
  workload: WorkloadFiles,
  candidates: readonly Contestant[],
  limits: Limits & { readonly install: boolean },
): Promise<Yardstick> {
  const path = join(workload.folder, `yardstick-${workload.segments}.json`);
  if (existsSync(path)) return Yardstick.parse(JSON.parse(readFileSync(path, 'utf8')));
  for (const [at, candidate] of candidates.entries()) {
    try {
      await candidate.prepare(limits.install);
      const quality = judge(workload, await candidate.run(limits)) ?? [];
      const made: Yardstick = { who: candidate.who, quality };
      writeFileSync(path, JSON.stringify(made));
      return made;
    } catch (error) {
      limits.signal.throwIfAborted();
      if (!(error instanceof BenchError) || at === candidates.length - 1) throw error;
    }
  }
  throw new BenchError('bad-argument', 'no candidate for a yardstick');
}
