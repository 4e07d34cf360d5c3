import { LinearModelError } from './error.ts';

/**
 * A matrix in compressed rows: row r holds the columns
 * `columnIndex[rowStart[r]]` up to, not including, `columnIndex[rowStart[r + 1]]`, strictly ascending.
 * An entry is worth 1, or what its level's value is: a byte an entry holds a weighted history at a quarter of a number's size.
 *
 * A solver is fastest when columns are numbered by falling frequency, so that the busy weights share few cache lines.
 *
 * @example
 * // two rows: {0, 2} and {1}
 * const matrix: SparseMatrix = {
 *   rows: 2, columns: 3, rowStart: Int32Array.of(0, 2, 3), columnIndex: Int32Array.of(0, 2, 1),
 * };
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `rows + 1` offsets into `columnIndex`, from 0 to its length, never falling. */
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
  /** Level of each entry, an index into `levelValues`. Absent: every entry is worth 1. Present or absent with the other. */
  readonly levels?: Uint8Array;
  /** 256 values, finite and above 0 for the levels in use: what an entry is worth before its row's scale. */
  readonly levelValues?: Float32Array;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0x7fffffff;
}

function fail(found: string, expected: string): never {
  throw new LinearModelError('invalid-matrix', `matrix: ${found}; expected ${expected}. Build it with MatrixBuilder.`);
}

/**
 * Checks that a matrix keeps the promises of {@link SparseMatrix}; one pass over it.
 *
 * @throws LinearModelError `invalid-matrix`, with the row and position at fault.
 * @example checkMatrix({ rows: 1, columns: 2, rowStart: Int32Array.of(0, 1), columnIndex: Int32Array.of(1) });
 */
export function checkMatrix(matrix: SparseMatrix): void {
  const { rows, columns, rowStart, columnIndex } = matrix;
  if (!isCount(rows) || !isCount(columns)) {
    fail(`${rows} rows x ${columns} columns`, 'whole numbers from 0 to 2147483647');
  }
  if (rowStart.length !== rows + 1) fail(`rowStart has ${rowStart.length} entries`, `rows + 1 = ${rows + 1}`);
  if (rowStart[0] !== 0) fail(`rowStart[0] is ${rowStart[0]}`, '0');
  if (rowStart[rows] !== columnIndex.length) {
    fail(`rowStart[${rows}] is ${rowStart[rows]}`, `the length of columnIndex, ${columnIndex.length}`);
  }
  checkLevels(matrix);
  for (let row = 0; row < rows; row++) {
    const end = rowStart[row + 1]!;
    if (end < rowStart[row]!)
      fail(`rowStart falls from ${rowStart[row]} to ${end} at row ${row}`, 'offsets that never fall');
    if (end > columnIndex.length) {
      fail(`rowStart[${row + 1}] is ${end}`, `at most the length of columnIndex, ${columnIndex.length}`);
    }
    let previous = -1;
    for (let at = rowStart[row]!; at < end; at++) {
      const column = columnIndex[at]!;
      if (column < 0 || column >= columns) {
        fail(`column ${column} in row ${row} (columnIndex[${at}])`, `0 to ${columns - 1}`);
      }
      if (column <= previous) {
        fail(`column ${column} after ${previous} in row ${row} (columnIndex[${at}])`, 'strictly ascending columns');
      }
      previous = column;
    }
  }
}

function checkLevels({ columnIndex, levels, levelValues }: SparseMatrix): void {
  if (!levels && !levelValues) return;
  if (!levels || !levelValues) {
    fail(levels ? 'levels without levelValues' : 'levelValues without levels', 'both or neither');
  }
  if (levels.length !== columnIndex.length) {
    fail(`${levels.length} levels for ${columnIndex.length} entries`, 'one an entry');
  }
  if (levelValues.length !== 256) fail(`levelValues has ${levelValues.length} entries`, '256');
  const wrong = levels.findIndex((level) => !(levelValues[level]! > 0 && levelValues[level]! < Infinity));
  if (wrong < 0) return;
  const level = levels[wrong]!;
  fail(`levelValues[${level}] is ${levelValues[level]}, used by entry ${wrong}`, 'a finite number above 0');
}
