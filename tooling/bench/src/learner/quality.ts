import { z } from 'zod';
import { FitOf } from './models.ts';

/** How good one model is, measured the same way for everybody. */
export const FitQuality = FitOf.extend({
  /** On the users that validate. */
  auc: z.number(),
  /** 1/2 |w|^2 + C sum log(1 + exp(-m)) over the users that are learned from; the bias is free. */
  objective: z.number(),
});

/** How good one model is. */
export type FitQuality = z.infer<typeof FitQuality>;

/** A contestant's quality beside the others'. */
export interface Compared {
  /** Mean over the contestant's segments of the best AUC of its strengths. */
  readonly auc: number;
  /** That less the same of the yardstick, over the same models. */
  readonly aucDifference: number;
  /** Largest difference of an AUC from the yardstick's of the same model. */
  readonly maxAucDifference: number;
  /** Largest (objective - best) / best over the contestant's models. */
  readonly objectiveGap: number;
}

const keyOf = ({ segment, strength }: FitOf): string => `${segment} ${strength}`;

/**
 * Compares a contestant's models with the yardstick's, and with the best objective that anybody reached.
 *
 * @param all - everybody's, the yardstick's among them
 * @example compare(ours, { yardstick: lbfgs, all: [ours, lbfgs, reference] }).maxAucDifference
 */
export function compare(
  own: readonly FitQuality[],
  { yardstick, all }: { yardstick: readonly FitQuality[]; all: readonly (readonly FitQuality[])[] },
): Compared {
  const best = new Map<string, number>();
  for (const fit of all.flat()) {
    best.set(keyOf(fit), Math.min(fit.objective, best.get(keyOf(fit)) ?? Infinity));
  }
  const measure = new Map(yardstick.map((fit) => [keyOf(fit), fit.auc]));
  const owned = new Set(own.map(keyOf));
  const same = yardstick.filter((fit) => owned.has(keyOf(fit)));
  const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
  return {
    auc: meanBestAuc(own),
    aucDifference: meanBestAuc(own) - meanBestAuc(same),
    maxAucDifference: largest(own.map((fit) => Math.abs(fit.auc - (measure.get(keyOf(fit)) ?? Number.NaN)))),
    objectiveGap: largest(own.map((fit) => fit.objective / best.get(keyOf(fit))! - 1)),
  };
}

function meanBestAuc(fits: readonly FitQuality[]): number {
  const best = new Map<number, number>();
  for (const { segment, auc } of fits) best.set(segment, Math.max(auc, best.get(segment) ?? 0));
  return [...best.values()].reduce((sum, auc) => sum + auc, 0) / best.size;
}
