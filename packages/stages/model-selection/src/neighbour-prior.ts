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
 * the mean weight of their other tokens in a first fit, each of which counts by 1 / its users. A rare token is judged by the
 * company it is seen in, and most by what else is rare there: a token that everybody has says little of whom it is seen with.
 *
 * @param labels - as `labelsOf` gives them; users that are left out are not looked at, of the others only the tokens
 * @example const prior = { weights: neighbourPrior(matrix, labels, { weights: fit.weights, tokens, banned }) };
 */
export function neighbourPrior(
  matrix: SparseMatrix,
  labels: Uint8Array,
  { weights, tokens, banned }: Evidence,
): Float32Array {
  const { rowStart, columnIndex, columns } = matrix;
  const counts = new Uint8Array(columns).fill(1, 0, tokens);
  for (const column of banned) counts[column] = 0;
  const rows = rowsInCompany(matrix, labels, counts);
  const users = new Int32Array(columns);
  for (const row of rows) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const column = columnIndex[entry]!;
      users[column] = users[column]! + 1;
    }
  }
  const company = new Float64Array(columns);
  for (const row of rows) {
    const end = rowStart[row + 1]!;
    let said = 0;
    let mass = 0;
    for (let entry = rowStart[row]!; entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (counts[column] === 0) continue;
      mass += 1 / users[column]!;
      said += weights[column]! / users[column]!;
    }
    for (let entry = rowStart[row]!; entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (counts[column] === 0) continue;
      const own = 1 / users[column]!;
      company[column] = company[column]! + (said - own * weights[column]!) / (mass - own);
    }
  }
  return Float32Array.from(company, (sum, column) => (pull * sum) / (users[column]! + fewUsers));
}

/** The rows of users that are not left out and have two tokens that count, so that each is in company. */
function rowsInCompany({ rowStart, columnIndex }: SparseMatrix, labels: Uint8Array, counts: Uint8Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === leftOut) continue;
    let length = 0;
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]! && length < 2; entry++) {
      length += counts[columnIndex[entry]!]!;
    }
    if (length === 2) rows.push(row);
  }
  return rows;
}
