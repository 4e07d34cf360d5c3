import type { SparseMatrix } from '@lookalikes/linear-model';
import { ModelSelectionError } from './error.ts';
import type { Examples } from './examples.ts';
import { rowsOf } from './examples.ts';

/** Some successive rows of the examples. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly matrix: SparseMatrix;
}

/** The examples' shares. `learned` is train and validation together: what the chosen strength is fitted on again. */
export interface Shares {
  readonly train: Share;
  readonly validation: Share;
  readonly learned: Share;
  readonly test: Share;
}

/**
 * Cuts the examples into their shares: views of one matrix, whose rows come train first, then validation, then test. A
 * solver that is given `train` or `learned` cannot see a row of the test share.
 *
 * @param counts - the users of each share, as the engine counts them
 * @throws ModelSelectionError `inconsistent-input` where the matrix has another number of rows
 */
export function cutShares(
  { matrix }: Examples,
  counts: readonly { readonly share: number; readonly users: number }[],
): Shares {
  const [train = 0, validation = 0, test = 0] = [0, 1, 2].map(
    (share) => counts.find((count) => count.share === share)?.users ?? 0,
  );
  if (train + validation + test !== matrix.rows) {
    throw new ModelSelectionError(
      'inconsistent-input',
      `users has ${train + validation + test} users to learn from, user_tokens has ${matrix.rows} of them: run training-data again`,
    );
  }
  const share = (from: number, to: number): Share => rowsShare({ matrix }, from, to);
  const learned = train + validation;
  return {
    train: share(0, train),
    validation: share(train, learned),
    learned: share(0, learned),
    test: share(learned, matrix.rows),
  };
}

/** Rows `from` to `to`, not included, of the examples; nothing is copied but where rows start. */
export const rowsShare = ({ matrix }: Pick<Examples, 'matrix'>, from: number, to: number): Share => ({
  from,
  to,
  matrix: rowsOf(matrix, from, to),
});
