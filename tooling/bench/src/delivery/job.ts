import { z } from 'zod';

/** What `bin/ours-delivery.ts` is told. */
export const DeliveryJob = z.object({ lines: z.int() });

/** What `bin/ours-delivery.ts` is told. */
export type DeliveryJob = z.infer<typeof DeliveryJob>;

/** Seconds from the first line to the complete object, and the process's peak. */
export const DeliveryAnswer = z.object({ seconds: z.number(), peakBytes: z.number() });
