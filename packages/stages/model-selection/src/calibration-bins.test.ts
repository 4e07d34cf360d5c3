import { expect, test } from 'vitest';
import { calibrationBins } from './calibration-bins.ts';
import { leftOut, negative, positive } from './examples.ts';

const chanceOf = (margin: number) => 1 / (1 + Math.exp(-(0.5 * margin - 1)));
const calibration = { slope: 0.5, intercept: -1 };

test('equally many are to fire in each bin, and everybody is in one', () => {
  const margins = Float64Array.from({ length: 5_000 }, (_, row) => 3 * Math.sin(row * 7));
  const labels = Uint8Array.from(margins, (_, row) => (row % 11 === 0 ? positive : negative));
  margins[4] = Number.NaN;
  labels[5] = leftOut;
  const found = calibrationBins({ margins, labels, rate: 0.5 }, calibration);
  expect(found.map(({ bin }) => bin)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const counted = [...margins.keys()].filter((row) => row !== 4 && row !== 5);
  const weight = (row: number) => (labels[row] === positive ? 1 : 2);
  const sum = (value: (row: number) => number) => counted.reduce((total, row) => total + value(row), 0);
  const due = sum((row) => weight(row) * chanceOf(margins[row]!));
  for (const { users, chance } of found) expect((users * chance) / due).toBeCloseTo(0.1, 2);
  expect(found.reduce((total, { users }) => total + users, 0)).toBe(sum(weight));
  expect(found.reduce((total, { fires }) => total + fires, 0)).toBe(sum((row) => labels[row]! & 1));
  const chances = found.map(({ chance }) => chance);
  expect(chances).toEqual(chances.toSorted((a, b) => a - b));
});

test('users of one margin are in one bin', () => {
  const margins = Float64Array.of(1, 1, 1, 1, 2);
  const labels = Uint8Array.of(positive, negative, negative, positive, positive);
  const found = calibrationBins({ margins, labels, rate: 1 }, calibration);
  expect(found).toEqual([
    { bin: 1, users: 4, chance: expect.closeTo(chanceOf(1), 12), fires: 2 },
    { bin: 2, users: 1, chance: expect.closeTo(chanceOf(2), 12), fires: 1 },
  ]);
});

test('no bins without a calibration, or without users', () => {
  const of = (margin: number) => ({ margins: Float64Array.of(margin), labels: Uint8Array.of(positive), rate: 1 });
  expect(calibrationBins(of(1), null)).toEqual([]);
  expect(calibrationBins(of(Number.NaN), calibration)).toEqual([]);
});
