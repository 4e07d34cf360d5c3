import { z } from 'zod';
import { compare } from './learner/quality.ts';
import type { Kept, Results } from './results.ts';

/** One line of the table, and of `--json`. What was not measured is null. */
export const Row = z.object({
  job: z.string(),
  who: z.string(),
  runs: z.int(),
  median: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Megabytes (10^6) that all its processes took at one time. */
  peakMB: z.number().nullable(),
  /** Its median by ours of the same job. */
  ratio: z.number().nullable(),
  /** Seconds a unit, or units a second, as `unit` says. */
  figure: z.number().nullable(),
  unit: z.string().nullable(),
  /** Mean over segments of the best validation AUC. */
  auc: z.number().nullable(),
  /** That less the yardstick's, over the same models. */
  aucDifference: z.number().nullable(),
  maxAucDifference: z.number().nullable(),
  objectiveGap: z.number().nullable(),
  versions: z.string(),
  /** Why it was not measured, or not as often as asked for. */
  failure: z.string().nullable(),
});

/** One line of the table. */
export type Row = z.infer<typeof Row>;

/** @example median([3, 1, 2]) // 2 */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[(sorted.length >> 1) - 1]!) / 2;
}

/** The table's lines, in the order of contestants. */
export function rowsOf(results: Results): Row[] {
  return results.contestants.map((kept) => {
    const seconds = kept.samples.map((sample) => sample.seconds);
    const peaks = kept.samples.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes / 1e6]));
    const middle = median(seconds);
    return {
      job: kept.job,
      who: kept.who,
      runs: seconds.length,
      median: middle,
      min: seconds.length === 0 ? null : Math.min(...seconds),
      max: seconds.length === 0 ? null : Math.max(...seconds),
      peakMB: peaks.length === 0 ? null : Math.max(...peaks),
      ratio: ratioOf(kept, middle, results),
      ...figureOf(kept, middle),
      ...qualityOf(kept, results),
      versions: kept.versions,
      failure: kept.failure ?? null,
    };
  });
}

function ratioOf(kept: Kept, middle: number | null, { contestants }: Results): number | null {
  const ours = contestants.find(({ job, ours: base }) => base && job === kept.job);
  const base = ours && median(ours.samples.map(({ seconds }) => seconds));
  return middle === null || base === null || base === undefined ? null : middle / base;
}

function figureOf({ amount, unit }: Kept, middle: number | null): Pick<Row, 'figure' | 'unit'> {
  if (amount === undefined || unit === undefined || middle === null) return { figure: null, unit: null };
  return { figure: unit.startsWith('s ') ? middle / amount : amount / middle, unit };
}

type Quality = Pick<Row, 'auc' | 'aucDifference' | 'maxAucDifference' | 'objectiveGap'>;

function qualityOf({ quality }: Kept, { contestants, yardstick }: Results): Quality {
  if (quality === undefined || yardstick === undefined) {
    return { auc: null, aucDifference: null, maxAucDifference: null, objectiveGap: null };
  }
  const all = [yardstick.quality, ...contestants.flatMap((kept) => (kept.quality ? [kept.quality] : []))];
  return { ...compare(quality, { yardstick: yardstick.quality, all }) };
}
