import type { SparseMatrix } from './matrix.ts';
import type { FixedColumns, Problem, RowScale } from './problem.ts';

/** What an entry is worth before its row's scale. */
export function valueOf({ levels, levelValues }: SparseMatrix, entry: number): number {
  return levels ? levelValues![levels[entry]!]! : 1;
}

/** The sum of the weights of some entries: even and odd ones apart, so that an addition need not wait for the one before. */
export function sumAt(
  weights: Float64Array,
  columnIndex: Int32Array,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  let [even, odd] = [0, 0];
  let entry = start;
  for (; entry + 1 < end; entry += 2) {
    even += weights[columnIndex[entry]!]!;
    odd += weights[columnIndex[entry + 1]!]!;
  }
  return (entry < end ? even + weights[columnIndex[entry]!]! : even) + odd;
}

/** Where a row's fixed entries start: past its last entry where it has none. */
export function scaledEnd(
  { rowStart, columnIndex }: SparseMatrix,
  row: number,
  fixed: FixedColumns | undefined,
): number {
  let end = rowStart[row + 1]!;
  if (!fixed) return end;
  while (end > rowStart[row]! && columnIndex[end - 1]! >= fixed.from) end--;
  return end;
}

/** What a row's fixed entries add to its squared length. */
export function fixedSquares(entries: number, fixed: FixedColumns | undefined): number {
  return fixed ? entries * fixed.value * fixed.value : 0;
}

/**
 * The sum of the squared values of a row's entries, their number when the matrix has no levels; without those of some columns.
 *
 * @param options.end - where the row's fixed entries start: see {@link scaledEnd}
 * @param options.banned - by column: 1 to leave it out
 */
export function sumOfSquares(
  matrix: SparseMatrix,
  row: number,
  { end, banned }: { readonly end: number; readonly banned?: Uint8Array | undefined },
): number {
  const { rowStart, columnIndex, levels } = matrix;
  if (!levels && !banned) return end - rowStart[row]!;
  let squares = 0;
  for (let entry = rowStart[row]!; entry < end; entry++) {
    if (banned?.[columnIndex[entry]!] === 1) continue;
    squares += levels ? valueOf(matrix, entry) ** 2 : 1;
  }
  return squares;
}

/** What a row's entries are multiplied by: see {@link RowScale}. `squares` is their sum of squared values. */
export function scaleOf(squares: number, rowScale: RowScale): number {
  return rowScale === 'none' ? 1 : 1 / Math.sqrt(squares);
}

/** |x|^2 + 1 of a scaled row: how far its own margin moves with its dual variable, the bias included. */
export function squaredLengthOf(squares: number, rowScale: RowScale): number {
  return rowScale === 'none' ? squares + 1 : 2;
}

/** The mean of {@link squaredLengthOf} over a problem's rows, bans not counted. */
export function meanSquaredLength({ matrix, rowScale, fixed }: Pick<Problem, 'matrix' | 'rowScale' | 'fixed'>): number {
  let sum = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const end = scaledEnd(matrix, row, fixed);
    const squares = rowScale === 'none' ? sumOfSquares(matrix, row, { end }) : 0;
    sum += squaredLengthOf(squares, rowScale) + fixedSquares(matrix.rowStart[row + 1]! - end, fixed);
  }
  return sum / Math.max(1, matrix.rows);
}
