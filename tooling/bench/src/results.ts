import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { FitQuality } from './learner/quality.ts';

/** What is known of one contestant so far. */
export const Kept = z.object({
  id: z.string(),
  job: z.string(),
  who: z.string(),
  ours: z.boolean(),
  versions: z.string(),
  /** The day it was measured. */
  date: z.string(),
  amount: z.number().optional(),
  unit: z.string().optional(),
  samples: z.array(z.object({ seconds: z.number(), peakBytes: z.number().nullable() })),
  quality: z.array(FitQuality).optional(),
  /** Why there is no sample, or no more. */
  failure: z.string().optional(),
});

/** What is known of one contestant so far. */
export type Kept = z.infer<typeof Kept>;

/** What is known of one `bench` job so far; written after each run, so that what was measured is not lost. */
export const Results = z.object({
  command: z.string(),
  machine: z.string(),
  workload: z.string(),
  /** What every model is compared with, where the job is about models. */
  yardstick: z.object({ who: z.string(), quality: z.array(FitQuality) }).optional(),
  contestants: z.array(Kept),
});

/** What is known of one `bench` job so far. */
export type Results = z.infer<typeof Results>;

/** Results that were kept, or undefined. */
export function readResults(path: string): Results | undefined {
  return existsSync(path) ? Results.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** Keeps results: whole or not at all. */
export function writeResults(path: string, results: Results): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, JSON.stringify(results));
  renameSync(`${path}.partial`, path);
}
