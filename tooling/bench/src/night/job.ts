import { z } from 'zod';

/** What `bin/ours-night.ts` is told. */
export const NightJob = z.object({
  /** The folder of a sample world, made already. */
  world: z.string(),
  engine: z.enum(['duckdb', 'spark']),
  /** Where scores are computed; the engine's own default where it is not said. */
  computeAt: z.enum(['engine', 'runner']).optional(),
  /** Whether the night after the first is run too. */
  next: z.boolean(),
  /** Whether the first night's users are scored twice more, once in each place. */
  scoreAgain: z.boolean(),
});

/** What `bin/ours-night.ts` is told. */
export type NightJob = z.infer<typeof NightJob>;

const Night = z.object({
  /** Of the `lookalikes run` that runs both regions, from its start to its end. */
  seconds: z.number(),
  /** Of each stage, both regions together. */
  stages: z.record(z.string(), z.number()),
});

/** What the nights took. */
export const NightAnswer = z.object({
  first: Night,
  next: Night.optional(),
  /** Seconds of scoring alone, both regions together, by where scores were computed; or what it ended with. */
  again: z.object({ engine: z.union([z.number(), z.string()]), runner: z.union([z.number(), z.string()]) }).optional(),
});

/** What the nights took. */
export type NightAnswer = z.infer<typeof NightAnswer>;

/** The run dates of the two nights, one after the other; and the days of events before the first. */
export const dates = { first: '2026-11-21', next: '2026-11-22', days: 15 } as const;
