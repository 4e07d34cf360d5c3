import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { leftOut, negative, positive } from './examples.ts';

test('the mean chance becomes the rate of fires among all users, drawn or not', () => {
  const rate = 0.5;
  const labels = Uint8Array.from({ length: 900 }, (_, row) =>
    row % 9 === 0 ? leftOut : row % 10 === 0 ? positive : negative,
  );
  const margins = Float64Array.from(labels, (label, row) => (label === positive ? 2 : 0) + 3 * Math.sin(row * 7));
  margins[5] = NaN;
  const { slope, intercept } = calibrate(margins, labels, rate)!;
  let [chances, fires, users] = [0, 0, 0];
  labels.forEach((label, row) => {
    if (label === leftOut || row === 5) return;
    const weight = label === positive ? 1 : 1 / rate;
    chances += weight / (1 + Math.exp(-(slope * margins[row]! + intercept)));
    fires += label === positive ? 1 : 0;
    users += weight;
  });
  expect(chances / users).toBeCloseTo(fires / users, 2);
  expect(slope).toBeGreaterThan(0);
});

test('margins that rank the wrong way round cannot be calibrated without turning them', () => {
  const labels = Uint8Array.from({ length: 100 }, (_, row) => (row < 50 ? positive : negative));
  const margins = Float64Array.from(labels, (_, row) => row + 20 * Math.sin(row));
  expect(calibrate(margins, labels, 1)).toBeNull();
});
