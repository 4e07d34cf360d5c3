import { LinearModelError } from './error.ts';
import type { Scores } from './scored.ts';
import { checkLengths } from './scored.ts';

/** Where {@link liftAt} and {@link recallAt} cut. */
export interface CutOptions {
  /** The top part of the rows (by weight): above 0, at most 1. */
  readonly share: number;
  /** How many users a row stands for, as in {@link auc}. */
  readonly weights?: Float64Array;
}

/**
 * The score at the cut: the rows above it weigh less than `room`, together with those at it `room` or more. Keeps the
 * candidates around a pivot, round by round, so that it costs a few passes and no sort.
 */
function scoreAtCut(scores: Float64Array, weights: Float64Array, room: number): number {
  let left = room;
  let count = scores.length;
  for (let round = 1; ; round++) {
    const pivot = scores[(Math.imul(round, 0x9e3779b1) >>> 0) % count]!;
    let above = 0;
    let level = 0;
    for (let at = 0; at < count; at++) {
      if (scores[at]! > pivot) above += weights[at]!;
      else if (scores[at] === pivot) level += weights[at]!;
    }
    const up = above >= left;
    if (!up && above + level >= left) return pivot;
    if (!up) left -= above + level;
    let kept = 0;
    for (let at = 0; at < count; at++) {
      if (up ? scores[at]! <= pivot : scores[at]! >= pivot) continue;
      scores[kept] = scores[at]!;
      weights[kept++] = weights[at]!;
    }
    // Nothing below the pivot: sums that were rounded in another order fell short of the room.
    if (kept === 0) return pivot;
    count = kept;
  }
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
  const scored = Float64Array.from(scores);
  const mass = weights ? weights.slice() : new Float64Array(scores.length).fill(1);
  let count = 0;
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row]!)) continue;
    scored[count] = scores[row]!;
    mass[count++] = weights ? weights[row]! : 1;
    total += weights ? weights[row]! : 1;
  }
  if (count === 0) return { top: 0, all: 0 };
  const cut = scoreAtCut(scored.subarray(0, count), mass.subarray(0, count), share * total);

  let all = 0;
  const above = { mass: 0, hits: 0 };
  const level = { mass: 0, hits: 0 };
  for (let row = 0; row < scores.length; row++) {
    const weight = weights ? weights[row]! : 1;
    const hit = labels[row] === 1 ? weight : 0;
    if (!Number.isNaN(scores[row]!)) all += hit;
    if (!(scores[row]! >= cut)) continue;
    const part = scores[row] === cut ? level : above;
    part.mass += weight;
    part.hits += hit;
  }
  const fraction = Math.min(1, (share * total - above.mass) / level.mass);
  return { top: above.hits + (level.mass > 0 ? fraction * level.hits : 0), all };
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
