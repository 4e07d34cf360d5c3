import { expect, test } from 'vitest';
import { foldLanes } from './folds.ts';

const ints = (...values: number[]): Int32Array => Int32Array.from(values);
const lane = { name: 'shoes', positives: ints(0, 1, 4), excluded: ints(3), banned: ints(2) };

test('a lane a fold leaves the fold out, and what the lane leaves out anyway', () => {
  expect(foldLanes(lane, Uint8Array.of(0, 1, 0, 1, 0, 1), 2)).toEqual([
    { name: 'shoes, fold 0', positives: ints(1), excluded: ints(0, 2, 3, 4), banned: ints(2) },
    { name: 'shoes, fold 1', positives: ints(0, 4), excluded: ints(1, 3, 5), banned: ints(2) },
  ]);
});

test.each([
  [1, /1 folds; expected a whole number from 2 to 256/],
  [257, /257 folds/],
  [2, /row 1 is in fold 2; expected 0 to 1/],
])('refuses %s folds that do not fit', (folds, message) => {
  expect(() => foldLanes(lane, Uint8Array.of(0, 2, 1), folds)).toThrow(message);
});
