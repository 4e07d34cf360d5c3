import type { SparseMatrix } from '@lookalikes/linear-model';
import { leftOut } from './examples.ts';

/** How far a weight is pulled to the mean of its neighbours': found on msweb, by folds of its training users. */
const pull = 1.5;

/** Users that a token's own neighbours are mixed with, whose mean is 0: few users say little. */
const fewUsers = 3;

/** What a prior is made of. */
interface Evidence {
  /** A first fit's weights, by column. */
  readonly weights: Float32Array;
  /** How many of the columns are tokens; the others get 0. */
  readonly tokens: number;
  /** Columns that do not count, ascending. */
  readonly banned: Int32Array;
}

/**
 * What each token's weight is pulled to, in place of 0, where seeds are few: 1.5 times the mean, over the users with the token, of
 * the mean weight of their other tokens in a first fit. A rare token is judged by the company it is seen in.
 *
 * @param labels - as `labelsOf` gives them; users that are left out are not looked at, of the others only the tokens
 * @example const prior = { weights: neighbourPrior(matrix, labels, { weights: fit.weights, tokens, banned }) };
 */
export function neighbourPrior(
  { rowStart, columnIndex, columns }: SparseMatrix,
  labels: Uint8Array,
  { weights, tokens, banned }: Evidence,
): Float32Array {
  const counts = new Uint8Array(columns).fill(1, 0, tokens);
  for (const column of banned) counts[column] = 0;
  const users = new Int32Array(columns);
  const company = new Float64Array(columns);
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === leftOut) continue;
    const end = rowStart[row + 1]!;
    let length = 0;
    let sum = 0;
    for (let entry = rowStart[row]!; entry < end; entry++) {
      if (counts[columnIndex[entry]!] === 0) continue;
      length++;
      sum += weights[columnIndex[entry]!]!;
    }
    if (length < 2) continue;
    for (let entry = rowStart[row]!; entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (counts[column] === 0) continue;
      users[column] = users[column]! + 1;
      company[column] = company[column]! + (sum - weights[column]!) / (length - 1);
    }
  }
  return Float32Array.from(company, (sum, column) => (pull * sum) / (users[column]! + fewUsers));
}
