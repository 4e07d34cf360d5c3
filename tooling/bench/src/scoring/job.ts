import { z } from 'zod';
import { WorkloadFiles } from '../workload/workload.ts';

/** What the programs that score are told. */
export const ScoringJob = z.object({
  workload: WorkloadFiles,
  /** 32-bit weights: `[token x segments + segment]`. */
  weights: z.string(),
  /** How often to score, after one time that does not count. */
  repeats: z.int(),
  /** Ours: see `ScoringOptions`. */
  precision: z.enum(['single', 'double']),
  /** Ours: how many. */
  threads: z.int(),
  /** `top`: keep the best of each segment besides. */
  top: z.boolean(),
  /** Where the scores are written, 32 bits: `[user x segments + segment]`. */
  scores: z.string(),
});

/** What the programs that score are told. */
export type ScoringJob = z.infer<typeof ScoringJob>;

/** Seconds of each time. */
export const ScoringAnswer = z.object({ seconds: z.array(z.number()) });
