import { LinearModelError } from './error.ts';
import type { Scores } from './scored.ts';
import { checkLengths, countBelow, distinct } from './scored.ts';

/** Where {@link liftAt} and {@link recallAt} cut. */
export interface CutOptions {
  /** The top part of the rows (by weight): above 0, at most 1. */
  readonly share: number;
  /** How many users a row stands for, as in {@link auc}. */
  readonly weights?: Float64Array;
}

/** The positives of the top `share` and of all, by weight. The rows tied at the cut are in it by the same fraction each. */
function positivesInTop(
  metric: string,
  input: CutOptions & { scores: Scores; labels: Uint8Array },
): { top: number; all: number } {
  const { scores, labels, share, weights } = input;
  checkLengths(metric, scores, { labels, weights });
  if (!(share > 0 && share <= 1)) {
    throw new LinearModelError('invalid-argument', `${metric}: share is ${share}; expected above 0 and at most 1.`);
  }
  const levels = distinct(Float64Array.from(scores).filter((score) => !Number.isNaN(score)));
  const mass = new Float64Array(levels.length);
  const hits = new Float64Array(levels.length);
  let total = 0;
  let all = 0;
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row]!)) continue;
    const level = countBelow(levels, scores[row]!);
    const weight = weights ? weights[row]! : 1;
    mass[level] = mass[level]! + weight;
    total += weight;
    if (labels[row] !== 1) continue;
    hits[level] = hits[level]! + weight;
    all += weight;
  }
  let room = share * total;
  let top = 0;
  for (let level = levels.length - 1; level >= 0 && room > 0; level--) {
    const part = Math.min(1, room / mass[level]!);
    if (mass[level]! > 0) top += part * hits[level]!;
    room -= mass[level]!;
  }
  return { top, all };
}

/**
 * The rate of positives among the top `share` of rows over the rate among all. Rows tied at the cut are counted
 * fractionally: the expectation over all ways to break the tie, so the order of rows does not matter.
 *
 * @returns 0 to 1/share; NaN without a positive. Rows whose score is NaN are left out.
 * @throws LinearModelError `invalid-argument` for a share out of range or lengths that differ.
 * @example liftAt(scores, labels, { share: 0.05 });
 */
export function liftAt(scores: Scores, labels: Uint8Array, options: CutOptions): number {
  const { top, all } = positivesInTop('liftAt', { ...options, scores, labels });
  return top / all / options.share;
}

/**
 * The share of all positives that is among the top `share` of rows; ties at the cut as in {@link liftAt}.
 *
 * @returns 0 to 1; NaN without a positive. Rows whose score is NaN are left out.
 * @throws LinearModelError `invalid-argument` for a share out of range or lengths that differ.
 * @example recallAt(scores, labels, { share: 0.1 });
 */
export function recallAt(scores: Scores, labels: Uint8Array, options: CutOptions): number {
  const { top, all } = positivesInTop('recallAt', { ...options, scores, labels });
  return top / all;
}
