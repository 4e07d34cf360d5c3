import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { leftOut, negative, positive } from './examples.ts';

/** Rows of 1, 1, 2, 2 and 1 columns. */
const matrix = {
  rows: 5,
  columns: 2,
  rowStart: Int32Array.of(0, 1, 2, 4, 6, 7),
  columnIndex: Int32Array.of(0, 0, 0, 1, 0, 1, 0),
};
const margins = Float64Array.of(2, 1, 3, -1, Number.NaN);

test('ranks everybody who has a margin and is not left out', () => {
  const labels = Uint8Array.of(positive, negative, negative, positive, positive);
  const found = evaluate({ matrix, tokens: 2, margins, labels, rate: 1 });
  expect(found).toMatchObject({ users: 4, hits: 2, auc: 0.25, auc_equal_activity: 0.5, reason: null });
  const soft = (z: number) => Math.log1p(Math.exp(z));
  expect(found.log_loss).toBeCloseTo((soft(-2) + soft(1) + soft(3) + soft(1)) / 4, 12);
  const without = Uint8Array.of(positive, negative, leftOut, leftOut, positive);
  expect(evaluate({ matrix, tokens: 2, margins, labels: without, rate: 1 })).toMatchObject({
    users: 2,
    hits: 1,
    auc: 1,
  });
});

test('a negative stands for 1/rate users', () => {
  const labels = Uint8Array.of(positive, negative, negative, negative, negative);
  const found = evaluate({ matrix, tokens: 2, margins, labels, rate: 0.5 });
  const soft = (z: number) => Math.log1p(Math.exp(z));
  expect(found.log_loss).toBeCloseTo((soft(-2) + 2 * (soft(1) + soft(3) + soft(-1))) / 7, 12);
  // The top 10 % of 7 users is part of the first row, which stands for two that did not fire.
  expect(found).toMatchObject({ lift_at_10: 0, recall_at_10: 0 });
});

test('says why figures are missing', () => {
  const of = (labels: readonly number[]) =>
    evaluate({ matrix, tokens: 2, margins, labels: Uint8Array.from(labels), rate: 1 });
  expect(of([2, 2, 2, 2, 1])).toMatchObject({ users: 0, log_loss: null, auc: null, reason: 'nobody could be ranked' });
  const noHits = of([0, 0, 0, 0, 1]);
  expect(noHits).toMatchObject({ users: 4, hits: 0, lift_at_5: null, reason: 'none of the 4 users ranked fired' });
  expect(noHits.log_loss).toBeGreaterThan(0);
  expect(of([1, 1, 2, 2, 0])).toMatchObject({ users: 2, hits: 2, reason: 'all of the 2 users ranked fired' });
  expect(of([1, 2, 0, 2, 2])).toMatchObject({ auc: 0, auc_equal_activity: null, reason: null });
});
