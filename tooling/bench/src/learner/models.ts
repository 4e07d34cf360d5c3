import { z } from 'zod';

/** One model of the selection job. */
export const FitOf = z.object({ segment: z.int(), strength: z.number() });

/** One model of the selection job: a segment at a strength. */
export type FitOf = z.infer<typeof FitOf>;

/**
 * Models that a contestant left: 32-bit numbers, of each model the weights by token, then the bias, in the order of `fits`.
 */
export const ModelsFile = z.object({ path: z.string(), fits: z.array(FitOf) });

/** Where models lie, and which they are. */
export type ModelsFile = z.infer<typeof ModelsFile>;

/** @example fitsOf([0, 1], [0.1, 1]).length // 4, a segment's strengths together */
export function fitsOf(segments: readonly number[], strengths: readonly number[]): FitOf[] {
  return segments.flatMap((segment) => strengths.map((strength) => ({ segment, strength })));
}

/** @example firstOf(3) // [0, 1, 2] */
export function firstOf(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}
