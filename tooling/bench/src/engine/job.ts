import { z } from 'zod';

/** What `bin/ours-engine.ts` is told. */
export const EngineJob = z.object({
  folder: z.string(),
  rows: z.int(),
  repeats: z.int(),
  what: z.enum(['columns', 'load']),
});

/** What `bin/ours-engine.ts` is told. */
export type EngineJob = z.infer<typeof EngineJob>;

/** Seconds of each time. */
export const EngineAnswer = z.object({ seconds: z.array(z.number()) });
