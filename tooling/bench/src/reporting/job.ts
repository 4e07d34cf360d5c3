import { z } from 'zod';

/** What `bin/ours-reporting.ts` is told. */
export const ReportingJob = z.object({
  /** `give`: makes the models in a folder. `report`: sends their weights to a database, and removes the folder. */
  step: z.enum(['give', 'report']),
  root: z.string(),
  segments: z.int(),
  /** Weights of a segment. */
  tokens: z.int(),
  /** Whether they are sent twice, and the second time measured. */
  again: z.boolean(),
});

/** What `bin/ours-reporting.ts` is told. */
export type ReportingJob = z.infer<typeof ReportingJob>;

/** Seconds of the stage, and the peak of the process that sends. */
export const ReportingAnswer = z.object({ seconds: z.number(), peakBytes: z.number() });
