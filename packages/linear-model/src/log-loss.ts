import { softplus } from './numeric.ts';
import type { Scores } from './scored.ts';
import { checkLengths } from './scored.ts';

/**
 * The mean of -log(probability of the row's label), from margins, so that no probability rounds to 0 or 1 on the way.
 *
 * @param margins - z as {@link scoreLane} gives them, not probabilities
 * @param labels - 1 for a positive, 0 for a negative
 * @param weights - as in {@link auc}
 * @returns nats a row; NaN when there is no row. Rows whose margin is NaN are left out.
 * @throws LinearModelError `invalid-argument` when the lengths differ.
 * @example logLoss(Float64Array.of(0), Uint8Array.of(1)); // 0.6931
 */
export function logLoss(margins: Scores, labels: Uint8Array, weights?: Float64Array): number {
  checkLengths('logLoss', margins, { labels, weights });
  let total = 0;
  let mass = 0;
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row]!;
    const weight = weights ? weights[row]! : 1;
    if (Number.isNaN(margin) || weight === 0) continue;
    total += weight * softplus(labels[row] === 1 ? -margin : margin);
    mass += weight;
  }
  return total / mass;
}
