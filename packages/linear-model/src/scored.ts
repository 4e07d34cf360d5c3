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

/** The number of entries of an ascending array that are smaller than the value. */
export function countBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
