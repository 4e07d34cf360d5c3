import { z } from 'zod';

/** What `bin/ours-reporting.ts` is told. */
export const ReportingJob = z.object({
  folder: z.string(),
  segments: z.int(),
  /** Weights of a segment. */
  tokens: z.int(),
  /** Whether it is sent twice, and the second time measured. */
  again: z.boolean(),
});

/** What `bin/ours-reporting.ts` is told. */
export type ReportingJob = z.infer<typeof ReportingJob>;

/** Seconds of the stage, and the peak of its process. */
export const ReportingAnswer = z.object({ seconds: z.number(), peakBytes: z.number() });
