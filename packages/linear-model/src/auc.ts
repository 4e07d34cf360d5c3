import type { Scores } from './scored.ts';
import { checkLengths, countBelow, distinct } from './scored.ts';

/** Pairs of a positive and a negative row, and those of them that the scores put in the right order; ties half. */
export interface Pairs {
  readonly right: number;
  readonly all: number;
}

/**
 * Counts pairs exactly without sorting all rows: the scores of the rarer class are sorted, and every row is put between
 * them, so it costs (P + N) log min(P, N) at most, and P + N where the scores do not lie in a heap.
 *
 * @param take - the rows to look at; absent: all
 */
export function countPairs(
  scores: Scores,
  labels: Uint8Array,
  options: { weights?: Float64Array | undefined; take?: Int32Array },
): Pairs {
  const { weights, take } = options;
  const rows = take?.length ?? scores.length;
  let positives = 0;
  let negatives = 0;
  for (let at = 0; at < rows; at++) {
    const row = take ? take[at]! : at;
    if (Number.isNaN(scores[row]!)) continue;
    if (labels[row] === 1) positives++;
    else negatives++;
  }
  const rare = positives <= negatives ? 1 : 0;
  const values = new Float64Array(Math.min(positives, negatives));
  for (let at = 0, used = 0; used < values.length; at++) {
    const row = take ? take[at]! : at;
    if (labels[row] === rare && !Number.isNaN(scores[row]!)) values[used++] = scores[row]!;
  }
  const cuts = distinct(values);
  const cutsBelow = countBelow(cuts);

  // For each distinct score of the rare class: its own weight, the others' at the same score, and the others' between it and the one below.
  const own = new Float64Array(cuts.length);
  const level = new Float64Array(cuts.length);
  const between = new Float64Array(cuts.length + 1);
  for (let at = 0; at < rows; at++) {
    const row = take ? take[at]! : at;
    const score = scores[row]!;
    if (Number.isNaN(score)) continue;
    const cut = cutsBelow(score);
    const into = labels[row] === rare ? own : cuts[cut] === score ? level : between;
    into[cut] = into[cut]! + (weights ? weights[row]! : 1);
  }

  let rareTotal = 0;
  let below = 0;
  let won = 0;
  for (let cut = 0; cut < cuts.length; cut++) {
    below += between[cut]!;
    won += own[cut]! * (below + level[cut]! / 2);
    below += level[cut]!;
    rareTotal += own[cut]!;
  }
  const all = rareTotal * (below + between[cuts.length]!);
  return { right: rare === 1 ? won : all - won, all };
}

/**
 * The exact area under the ROC curve: the share of (positive, negative) pairs that the scores put in the right order, a
 * tie counting half (Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27, 2006; the Mann-Whitney U).
 *
 * @param labels - 1 for a positive, 0 for a negative
 * @param weights - how many users a row stands for, at least 0: 1/rate for a negative of a pool sampled at that rate
 * @returns 0 to 1; NaN when a class is missing. Rows whose score is NaN are left out.
 * @throws LinearModelError `invalid-argument` when the lengths differ.
 * @example auc(Float64Array.of(0.1, 0.9, 0.5), Uint8Array.of(0, 1, 0)); // 1
 */
export function auc(scores: Scores, labels: Uint8Array, weights?: Float64Array): number {
  checkLengths('auc', scores, { labels, weights });
  const { right, all } = countPairs(scores, labels, { weights });
  return all === 0 ? NaN : right / all;
}
