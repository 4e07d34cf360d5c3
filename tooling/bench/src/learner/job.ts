import { z } from 'zod';
import { WorkloadFiles } from '../workload/workload.ts';

/** What `bin/ours-learner.ts` is told. */
export const OursJob = z.object({
  workload: WorkloadFiles,
  strengths: z.array(z.number()),
  kernel: z.enum(['auto', 'wasm', 'plain']),
  threads: z.int(),
  tolerance: z.number().optional(),
  maxEpochs: z.int().optional(),
  /** Where the models are written; see ModelsFile. Absent: nowhere. */
  models: z.string().optional(),
});

/** What `bin/ours-learner.ts` is told. */
export type OursJob = z.infer<typeof OursJob>;

/** What it answers. */
export const OursAnswer = z.object({
  /** Of each fit, by segment and then strength, the validation AUC. */
  aucs: z.array(z.number()),
  converged: z.int(),
});
