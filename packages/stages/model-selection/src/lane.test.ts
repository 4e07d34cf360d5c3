import { expect, test } from 'vitest';
import { leftOut, negative, positive } from './examples.ts';
import { laneOf, whyUntrainable } from './lane.ts';

/** Rows {0}, {0, 1}, {1}, {}. */
const matrix = { rows: 4, columns: 2, rowStart: Int32Array.of(0, 1, 3, 4, 4), columnIndex: Int32Array.of(0, 0, 1, 1) };
const none = new Int32Array(0);

test('a lane has the rows of each kind, ascending', () => {
  const banned = Int32Array.of(1);
  expect(laneOf('hats', Uint8Array.of(positive, leftOut, negative, positive), { banned })).toEqual({
    name: 'hats',
    positives: Int32Array.of(0, 3),
    excluded: Int32Array.of(1),
    banned,
  });
});

test.each([
  [[positive, negative, negative, negative], none, undefined],
  [[negative, negative, negative, positive], none, 'no seed of the train share has a token that counts'],
  [[positive, leftOut, leftOut, negative], none, 'no negative of the train share has a token that counts'],
  [[positive, leftOut, negative, negative], Int32Array.of(1), 'no negative of the train share has a token that counts'],
  [[negative, leftOut, positive, negative], Int32Array.of(1), 'no seed of the train share has a token that counts'],
  [[negative, positive, negative, negative], Int32Array.of(1), undefined],
])('labels %j without columns %j: %s', (labels, banned, reason) => {
  // Activity alone is nothing to learn from.
  const active = {
    ...matrix,
    columns: 4,
    columnIndex: Int32Array.of(0, 0, 1, 1, 3),
    rowStart: Int32Array.of(0, 1, 3, 4, 5),
  };
  expect(whyUntrainable(active, Uint8Array.from(labels), { banned, tokens: 2 })).toBe(reason);
  expect(whyUntrainable(matrix, Uint8Array.from(labels), { banned, tokens: 2 })).toBe(reason);
});
