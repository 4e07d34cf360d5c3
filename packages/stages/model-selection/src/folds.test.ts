import { expect, test } from 'vitest';
import { evenFolds, sameFolds } from './folds.ts';
import { cutShares } from './shares.ts';

/** Users of the three shares, by key. */
function night(train: readonly number[], validation: readonly number[], last: readonly number[] = []) {
  const all = [...train, ...validation, ...last];
  const examples = {
    matrix: {
      rows: all.length,
      columns: 1,
      rowStart: Int32Array.from({ length: all.length + 1 }, (_, row) => row),
      columnIndex: new Int32Array(all.length),
    },
    keys: BigInt64Array.from(all, BigInt),
    tokens: 1,
    undrawn: new Int32Array(0),
    known: [],
  };
  const shares = cutShares(examples, [
    { share: 0, users: train.length },
    { share: 1, users: validation.length },
    { share: 2, users: last.length },
  ]);
  const foldOf = (rows: readonly number[]) =>
    new Map(
      all
        .slice(0, train.length + validation.length)
        .map((key, row) => [key, rows.filter((from) => from <= row).length]),
    );
  return { examples, shares, foldOf };
}

const first = night([2, 4, 6, 8, 10, 12, 14], [1, 5, 9], [3, 7]);

test('folds are of equally many users, and say whom each begins with', () => {
  const { rows, starts } = evenFolds(first.examples, first.shares, 5);
  expect(rows).toEqual([0, 2, 4, 6, 8, 10]);
  expect(starts).toEqual([
    { share: 'train', user_key: 6n },
    { share: 'train', user_key: 10n },
    { share: 'train', user_key: 14n },
    { share: 'validation', user_key: 5n },
  ]);
});

test('on a later night whoever was in a fold is in it again, whoever came or went', () => {
  const { rows, starts } = evenFolds(first.examples, first.shares, 5);
  const before = first.foldOf(rows.slice(0, -1));
  const second = night([3, 4, 5, 8, 9, 10, 11, 12, 13, 15, 16], [0, 1, 2, 9, 20]);
  const again = sameFolds(second.examples, second.shares, starts);
  expect(again.starts).toBe(starts);
  const now = second.foldOf(again.rows.slice(0, -1));
  for (const key of [4, 8, 10, 12, 1, 9]) expect([key, now.get(key)]).toEqual([key, before.get(key)]);
  expect(again.rows).toEqual([0, 3, 5, 9, 14, 16]);
});

test('a fold may be left without users, and without any there are no starts', () => {
  const { starts } = evenFolds(first.examples, first.shares, 5);
  const few = night([20], []);
  expect(sameFolds(few.examples, few.shares, starts).rows).toEqual([0, 0, 0, 0, 1, 1]);
  const none = night([], []);
  expect(evenFolds(none.examples, none.shares, 5)).toEqual({ rows: [0, 0, 0, 0, 0, 0], starts: [] });
});
