import { z } from 'zod';

/** What `bin/ours-delivery.ts` is told. */
export const DeliveryJob = z.object({
  /** `pack`: made-up lines to the store. `give`: an audience and its mapping in a folder. `sync`: the stage on these. */
  step: z.enum(['pack', 'give', 'sync']),
  /** Lines, and users. */
  lines: z.int(),
  /** The folder of `give` and `sync`; removed by `sync`. */
  root: z.string(),
});

/** What `bin/ours-delivery.ts` is told. */
export type DeliveryJob = z.infer<typeof DeliveryJob>;

/** What DuckDB may use in the stage's process. */
export const stageMemory = '512MB';

/** Seconds from the first line, or the stage's start, to the complete object; and the process's peak. */
export const DeliveryAnswer = z.object({ seconds: z.number(), peakBytes: z.number() });
