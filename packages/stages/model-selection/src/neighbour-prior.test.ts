import { expect, test } from 'vitest';
import { leftOut, negative, positive } from './examples.ts';
import { neighbourPrior } from './neighbour-prior.ts';

// Tokens 0 to 3, then an activity column; users {0, 1, 4}, {1, 2, 4}, {2, 4}, {0, 3, 4}, and one who is left out.
const matrix = {
  rows: 5,
  columns: 5,
  rowStart: Int32Array.of(0, 3, 6, 8, 11, 16),
  columnIndex: Int32Array.of(0, 1, 4, 1, 2, 4, 2, 4, 0, 3, 4, 0, 1, 2, 3, 4),
};
const labels = Uint8Array.of(positive, negative, negative, negative, leftOut);
const weights = Float32Array.of(3, 0.5, -1, 2, 9);
const priorWithout = (...banned: number[]): number[] => [
  ...neighbourPrior(matrix, labels, { weights, tokens: 4, banned: Int32Array.from(banned) }),
];

test('a token is judged by the company it is seen in', () => {
  const expected = [(0.5 + 2) / (2 + 3), (3 - 1) / (2 + 3), 0.5 / (1 + 3), 3 / (1 + 3), 0];
  priorWithout().forEach((value, column) => expect(value).toBeCloseTo(1.5 * expected[column]!, 6));
});

test('in larger company what few users have counts more', () => {
  // Users {0, 1, 2} and {0, 3}: token 0 has two users, the others one.
  const two = { rows: 2, columns: 4, rowStart: Int32Array.of(0, 3, 5), columnIndex: Int32Array.of(0, 1, 2, 0, 3) };
  const found = neighbourPrior(two, new Uint8Array(2), { weights, tokens: 4, banned: new Int32Array(0) });
  const expected = [
    ((0.5 - 1) / 2 + 2) / (2 + 3),
    (3 / 2 - 1) / 1.5 / (1 + 3),
    (3 / 2 + 0.5) / 1.5 / (1 + 3),
    3 / (1 + 3),
  ];
  found.forEach((value, column) => expect(value).toBeCloseTo(1.5 * expected[column]!, 6));
});

test('a banned token has no part in it', () => {
  const [first, second, , last] = priorWithout(0);
  expect([first, last]).toEqual([0, 0]);
  expect(second).toBeCloseTo((1.5 * -1) / (1 + 3), 6);
});
