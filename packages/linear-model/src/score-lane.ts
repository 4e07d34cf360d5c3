import { checkBanned, checkFixed } from './check-problem.ts';
import { LinearModelError } from './error.ts';
import { bannedColumns } from './lane-rows.ts';
import type { SparseMatrix } from './matrix.ts';
import type { Fit, FixedColumns, RowScale } from './problem.ts';
import { scaledEnd, scaleOf, valueOf } from './row-worth.ts';

/** What a lane is scored with. */
export interface ScoreOptions {
  /** The same as in training. */
  readonly rowScale: RowScale;
  /** The same as in training. */
  readonly fixed?: FixedColumns;
  /** The lane's banned columns, strictly ascending: they neither count in a row's length nor in its sum. Absent: none. */
  readonly banned?: Int32Array;
  /** Where to write the margins, one a row; a new array when absent. */
  readonly out?: Float64Array;
}

/**
 * The margins z = bias + scale * sum(weights of the row's columns), one a row; NaN for a row with no allowed column: it
 * cannot be scored. `probability(z)` is the probability.
 *
 * @param matrix - rows over the same columns as in training
 * @param fit - a {@link Fit}, or any weights by column with a bias
 * @throws LinearModelError `invalid-argument` when an array's length does not fit the matrix, `invalid-lane` for `banned`.
 * @example const margins = scoreLane(matrix, fit, { rowScale: 'inverse-sqrt-length', banned: lane.banned });
 */
export function scoreLane(
  matrix: SparseMatrix,
  fit: Pick<Fit, 'weights' | 'bias'>,
  options: ScoreOptions,
): Float64Array {
  const { rowScale, fixed, banned, out = new Float64Array(matrix.rows) } = options;
  const { rowStart, columnIndex } = matrix;
  const { weights, bias } = fit;
  if (weights.length !== matrix.columns) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreLane: ${weights.length} weights; expected one a column of the matrix, ${matrix.columns}.`,
    );
  }
  if (out.length !== matrix.rows) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreLane: out has ${out.length} entries; expected ${matrix.rows}.`,
    );
  }
  if (fixed) checkFixed(fixed, matrix.columns);
  if (banned) checkBanned('banned', banned, { columns: matrix.columns, fixed });
  const mask = banned && banned.length > 0 ? bannedColumns({ banned }, matrix.columns) : undefined;
  for (let row = 0; row < matrix.rows; row++) {
    const end = scaledEnd(matrix, row, fixed);
    let allowed = 0;
    let squares = 0;
    let sum = 0;
    for (let entry = rowStart[row]!; entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (mask && mask[column] === 1) continue;
      const value = valueOf(matrix, entry);
      allowed++;
      squares += value * value;
      sum += value * weights[column]!;
    }
    let fixedSum = 0;
    for (let entry = end; entry < rowStart[row + 1]!; entry++) fixedSum += weights[columnIndex[entry]!]!;
    const worth = scaleOf(squares, rowScale) * sum + (fixed ? fixed.value * fixedSum : 0);
    out[row] = allowed === 0 ? NaN : bias + worth;
  }
  return out;
}
