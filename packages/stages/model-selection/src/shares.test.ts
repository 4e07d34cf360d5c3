import { expect, test } from 'vitest';
import { cutShares } from './shares.ts';
import { readVocabulary } from './vocabulary.ts';

const matrix = { rows: 3, columns: 3, rowStart: Int32Array.of(0, 1, 3, 4), columnIndex: Int32Array.of(0, 0, 1, 2) };
const keys = BigInt64Array.of(1n, 2n, 3n);
const examples = { matrix, keys, tokens: 3, undrawn: new Int32Array(0), known: [] };

test('shares are successive rows of one matrix', () => {
  const {
    train,
    validation,
    learned,
    test: last,
  } = cutShares(examples, [
    { share: 0, users: 1 },
    { share: 2, users: 1 },
    { share: 1, users: 1 },
  ]);
  expect([train.from, train.to, validation.to, learned.from, learned.to, last.to]).toEqual([0, 1, 2, 0, 2, 3]);
  expect(validation.matrix).toEqual({
    rows: 1,
    columns: 3,
    rowStart: Int32Array.of(0, 2),
    columnIndex: Int32Array.of(0, 1),
  });
  expect(learned.matrix.columnIndex).toEqual(Int32Array.of(0, 0, 1));
  expect(last.matrix.columnIndex).toEqual(Int32Array.of(2));
});

test('a share without users is empty', () => {
  const { validation } = cutShares(examples, [{ share: 0, users: 3 }]);
  expect(validation.matrix).toMatchObject({ rows: 0, rowStart: Int32Array.of(0) });
});

test('refuses another number of users than there are histories', () => {
  expect(() => cutShares(examples, [{ share: 0, users: 4 }])).toThrow(
    expect.objectContaining({ code: 'inconsistent-input', message: expect.stringContaining('4 users') }),
  );
});

test('refuses token numbers with a gap', async () => {
  async function* batches() {
    yield { columns: { token_no: Int32Array.of(0, 2), token: ['a', 'c'] } };
  }
  await expect(readVocabulary(batches())).rejects.toMatchObject({
    code: 'inconsistent-input',
    message: expect.stringContaining('token_no 2 follows 0'),
  });
});
