import { expect, test } from 'vitest';
import { figuresOf, merit, standardError } from './criterion.ts';
import { leftOut, negative, positive } from './examples.ts';

/** A draw from 0 to 1, the same at every run. */
function draw(n: number): number {
  let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
const gauss = (n: number): number =>
  Math.sqrt(-2 * Math.log(draw(2 * n) + 1e-9)) * Math.cos(2 * Math.PI * draw(2 * n + 1));
const rows = 600;

/** Two rankings of one sample of users. */
function sample(seed: number) {
  const at = seed * 3 * rows;
  const labels = Uint8Array.from({ length: rows }, (_, row) => (row % 6 === 0 ? positive : negative));
  const signal = Float64Array.from(labels, (label, row) => (label === positive ? 1 : 0) + gauss(at + row));
  const judged = (salt: number, quality: number) => ({
    margins: signal.map((value, row) => quality * value - 2 + 0.7 * gauss(at + salt * rows + row)),
    labels,
    rate: 0.5,
    share: 0.1,
  });
  return [judged(1, 1), judged(2, 0.8)] as const;
}

test.each(['auc', 'log-loss', 'lift'] as const)(
  'the standard error is how much the difference of %s varies from sample to sample',
  (criterion) => {
    const samples = Array.from({ length: 120 }, (_, seed) => sample(seed));
    const gaps = samples.map(([a, b]) => merit(criterion, figuresOf(a)) - merit(criterion, figuresOf(b)));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1));
    const told = samples.reduce((sum, [a, b]) => sum + standardError(criterion, a, b), 0) / samples.length;
    expect(told / spread).toBeGreaterThan(0.75);
    expect(told / spread).toBeLessThan(1.35);
  },
);

test('ties count half, rows that are left out or not ranked not at all', () => {
  const judged = (margins: readonly number[]) => ({
    margins: Float64Array.from(margins),
    labels: Uint8Array.of(positive, negative, negative, positive, leftOut, negative),
    rate: 1,
    share: 0.5,
  });
  const figures = figuresOf(judged([1, 1, 0, 2, 9, NaN]));
  expect(figures).toMatchObject({ auc: 0.875, lift: 1.5 });
  // Placements of the positives are 0.75 and 1 here, 1 and 1 there; of the negatives likewise.
  const error = standardError('auc', judged([1, 1, 0, 2, 9, NaN]), judged([2, 1, 0, 3, -9, NaN]));
  expect(error).toBeCloseTo(Math.sqrt(2) * 0.125, 12);
});

test('says what it cannot: nobody, and one class only', () => {
  const of = (labels: readonly number[]) =>
    figuresOf({ margins: Float64Array.of(1, 2), labels: Uint8Array.from(labels), rate: 1, share: 0.5 });
  expect(of([leftOut, leftOut])).toEqual({ log_loss: null, auc: null, lift: null });
  expect(of([negative, negative])).toMatchObject({ auc: null, lift: null });
  expect(of([negative, negative]).log_loss).toBeGreaterThan(0);
  expect(['log-loss', 'auc', 'lift'].map((criterion) => merit(criterion as 'auc', of([leftOut, leftOut])))).toEqual([
    -Infinity,
    -Infinity,
    -Infinity,
  ]);
});
