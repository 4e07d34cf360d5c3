import { expect, it } from 'vitest';
import { countBelow } from './scored.ts';

/** Counts one value at a time. */
const plainly = (ascending: readonly number[], value: number) => ascending.filter((entry) => entry < value).length;

it.each([
  ['none', []],
  ['one', [3]],
  ['some that are equal', [2, 2, 2]],
  ['some that lie evenly', Array.from({ length: 100 }, (_, index) => index / 7)],
  ['a heap and one far away', [...Array.from({ length: 50 }, (_, index) => index * 1e-9), 1e9]],
  ['neighbours among the numbers', [1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON]],
  ['the whole range', [-Number.MAX_VALUE, -1, 0, 1, Number.MAX_VALUE]],
  ['infinite ends', [-Infinity, 0, 1, Infinity]],
])('counts what is below a value, of %s', (_, ascending) => {
  const below = countBelow(Float64Array.from(ascending));
  const between = ascending.map((entry, index) => (entry + (ascending[index + 1] ?? entry + 1)) / 2);
  for (const value of [
    ...ascending,
    ...between.filter((one) => !Number.isNaN(one)),
    -1e300,
    -1,
    0,
    1,
    1e300,
    -Infinity,
    Infinity,
  ]) {
    expect(below(value), String(value)).toBe(plainly(ascending, value));
  }
});
