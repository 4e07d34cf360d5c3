import { countPairs } from './auc.ts';
import type { Scores } from './scored.ts';
import { checkLengths } from './scored.ts';

/** The rows of each stratum, ascending, one array a stratum, in order of first appearance. */
function rowsByStratum(strata: Int32Array): Int32Array[] {
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  for (const stratum of strata) {
    const number = numbers.get(stratum) ?? numbers.size;
    numbers.set(stratum, number);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  const groups = counts.map((count) => new Int32Array(count));
  const used = new Int32Array(groups.length);
  strata.forEach((stratum, row) => {
    const number = numbers.get(stratum)!;
    groups[number]![used[number]!] = row;
    used[number] = used[number]! + 1;
  });
  return groups;
}

/**
 * AUC at equal activity: pairs are formed only within a stratum (say, of equal history length), and pooled by their number.
 * A score that only tells the active from the idle gets 0.5 here however high its {@link auc} is. (Pooling within strata as
 * in the covariate-adjusted AUC, Janes & Pepe, Biometrika 96, 2009.)
 *
 * @param options.strata - a row's stratum, any whole number
 * @param options.weights - as in {@link auc}
 * @returns 0 to 1; NaN when no stratum has both classes. Rows whose score is NaN are left out.
 * @throws LinearModelError `invalid-argument` when the lengths differ.
 * @example stratifiedAuc(scores, labels, { strata: Int32Array.from(lengths, (n) => Math.floor(Math.log2(n))) });
 */
export function stratifiedAuc(
  scores: Scores,
  labels: Uint8Array,
  options: { readonly strata: Int32Array; readonly weights?: Float64Array },
): number {
  const { strata, weights } = options;
  checkLengths('stratifiedAuc', scores, { labels, strata, weights });
  let right = 0;
  let all = 0;
  for (const take of rowsByStratum(strata)) {
    const pairs = countPairs(scores, labels, { weights, take });
    right += pairs.right;
    all += pairs.all;
  }
  return all === 0 ? NaN : right / all;
}
