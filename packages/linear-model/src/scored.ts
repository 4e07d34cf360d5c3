import { LinearModelError } from './error.ts';

/** A score a row; a row with NaN cannot be scored and is left out of every metric. */
export type Scores = Float32Array | Float64Array;

/** Checks that a metric's arrays have one entry a row. */
export function checkLengths(
  metric: string,
  scores: Scores,
  others: Readonly<Record<string, ArrayLike<number> | undefined>>,
): void {
  for (const [name, array] of Object.entries(others)) {
    if (array === undefined || array.length === scores.length) continue;
    throw new LinearModelError(
      'invalid-argument',
      `${metric}: ${array.length} ${name} for ${scores.length} scores; expected one a row.`,
    );
  }
}

/** The distinct values of an array without NaN, ascending; works in place. */
export function distinct(values: Float64Array): Float64Array {
  values.sort();
  let kept = 0;
  for (const value of values) {
    if (kept > 0 && values[kept - 1] === value) continue;
    values[kept++] = value;
  }
  return values.subarray(0, kept);
}

/**
 * A counter of the entries of an ascending array that are smaller than a value. The range is cut into equal bins, eight an entry, and the
 * search is among the entries of the value's own: none or one where they lie evenly, a binary search where one bin holds them all.
 *
 * @example countBelow(Float64Array.of(1, 2, 2, 5))(2) // 1
 */
export function countBelow(ascending: Float64Array): (value: number) => number {
  const entries = ascending.length;
  const low = entries === 0 ? 0 : ascending[0]!;
  const scale = (8 * entries) / ((entries === 0 ? 0 : ascending[entries - 1]!) - low);
  const bins = Number.isFinite(scale) && scale > 0 ? 8 * entries : 1;
  const binOf = (value: number): number =>
    bins === 1 ? 0 : Math.floor(Math.min(Math.max((value - low) * scale, 0), bins - 1));
  // A greater value never has a lower bin: what is in lower bins is smaller than a value, and what is in higher ones is not.
  const from = new Int32Array(bins + 1);
  for (const entry of ascending) from[binOf(entry) + 1]!++;
  for (let bin = 0; bin < bins; bin++) from[bin + 1] = from[bin + 1]! + from[bin]!;
  return (value) => {
    const bin = binOf(value);
    let first = from[bin]!;
    let past = from[bin + 1]!;
    while (first < past) {
      const middle = (first + past) >>> 1;
      if (ascending[middle]! < value) first = middle + 1;
      else past = middle;
    }
    return first;
  };
}
