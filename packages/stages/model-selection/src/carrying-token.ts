import { auc } from '@lookalikes/linear-model';
import type { Fit, SparseMatrix } from '@lookalikes/linear-model';
import type { FeatureMap } from '@lookalikes/schema';
import { leftOut, positive } from './examples.ts';
import type { Prepared } from './segment-fits.ts';
import { marginsOf } from './segment-fits.ts';
import type { Share } from './shares.ts';
import type { Training } from './training.ts';

/** The token that sets the positives apart most, and AUC with it and as if nobody had it. */
export interface CarryingToken {
  readonly token: string;
  readonly auc: number;
  readonly without: number;
}

/**
 * Finds the token that a fit leans on most: the largest weight times how much more often positives have it than negatives do.
 *
 * @param of - the fit, and rows that it has not learned from
 * @returns undefined where a class is missing, or no weight is above 0
 */
export function carryingToken(
  training: Training,
  prepared: Prepared,
  of: { readonly fit: Fit; readonly featureMap: FeatureMap; readonly share: Share },
): CarryingToken | undefined {
  const { fit, share } = of;
  const labels = prepared.labels.subarray(share.from, share.to);
  const column = leaningColumn(share.matrix, labels, fit.weights);
  if (column === undefined) return undefined;
  // An activity token cannot be banned, but is no part of a row's length either: without its weight it is not there.
  const isToken = column < training.vocabulary.tokens;
  const weights = fit.weights.slice().fill(0, column, column + 1);
  const banned = isToken ? Int32Array.from(new Set([...prepared.banned, column])).toSorted() : prepared.banned;
  const areaOf = (scored: Fit, scorer: Prepared): number => {
    const margins = marginsOf(training, scorer, { ...of, fit: scored });
    return auc(
      margins.map((margin, row) => (labels[row] === leftOut ? NaN : margin)),
      labels,
    );
  };
  const whole = areaOf(fit, prepared);
  const without = areaOf({ ...fit, weights }, { ...prepared, banned });
  if (Number.isNaN(whole) || Number.isNaN(without)) return undefined;
  return { token: training.vocabulary.texts[column]!, auc: whole, without };
}

function leaningColumn(matrix: SparseMatrix, labels: Uint8Array, weights: Float32Array): number | undefined {
  const { rowStart, columnIndex } = matrix;
  const [hits, rest] = [new Int32Array(weights.length), new Int32Array(weights.length)];
  let [positives, negatives] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === leftOut) continue;
    const isHit = labels[row] === positive;
    if (isHit) positives++;
    else negatives++;
    const counts = isHit ? hits : rest;
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const column = columnIndex[entry]!;
      counts[column] = counts[column]! + 1;
    }
  }
  if (positives === 0 || negatives === 0) return undefined;
  let best: number | undefined;
  let most = 0;
  weights.forEach((weight, column) => {
    const lean = weight * (hits[column]! / positives - rest[column]! / negatives);
    if (weight > 0 && lean > most) [best, most] = [column, lean];
  });
  return best;
}
