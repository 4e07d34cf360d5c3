import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';

const maxEntries = 0x7fffffff;

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.min(maxEntries, array.length * 2));
  larger.set(array);
  return larger;
}

/**
 * Builds a {@link SparseMatrix} row by row, in typed arrays that grow.
 *
 * @example
 * const builder = new MatrixBuilder(3);
 * builder.startRow(); builder.add(0); builder.add(2); // row 0: {0, 2}
 * builder.startRow();                                 // row 1: empty
 * const matrix = builder.build();
 */
export class MatrixBuilder {
  readonly #columns: number;
  #rowStart = new Int32Array(1024);
  #columnIndex = new Int32Array(8192);
  readonly #levelValues: Float32Array | undefined;
  #levels = new Uint8Array(0);
  #rows = 0;
  #entries = 0;
  #previous = -1;
  #closed = false;

  /**
   * @param columns - how many columns the matrix has
   * @param levelValues - for a matrix with levels: the 256 values, see {@link SparseMatrix}
   * @throws LinearModelError `invalid-argument` unless columns is a whole number from 0 to 2147483647.
   */
  constructor(columns: number, levelValues?: Float32Array) {
    if (!Number.isInteger(columns) || columns < 0 || columns > maxEntries) {
      throw new LinearModelError(
        'invalid-argument',
        `MatrixBuilder: ${columns} columns; expected a whole number from 0 to ${maxEntries}.`,
      );
    }
    this.#columns = columns;
    this.#levelValues = levelValues;
    if (levelValues) this.#levels = new Uint8Array(this.#columnIndex.length);
  }

  /**
   * Opens the next row and returns its number.
   *
   * @throws LinearModelError `invalid-argument` after {@link build}, or beyond 2147483646 rows.
   */
  startRow(): number {
    this.#checkOpen();
    if (this.#rows + 1 === maxEntries) {
      throw new LinearModelError('invalid-argument', `MatrixBuilder: ${this.#rows} rows is the limit; split them.`);
    }
    if (this.#rows + 2 > this.#rowStart.length) this.#rowStart = grown(this.#rowStart);
    this.#previous = -1;
    this.#rows++;
    this.#rowStart[this.#rows] = this.#entries;
    return this.#rows - 1;
  }

  /**
   * Adds a column to the open row.
   *
   * @param column - larger than the one before it in this row
   * @param level - 0 to 255, an index into the builder's levelValues; without them it is passed over
   * @throws LinearModelError `invalid-matrix` when no row is open, the column is out of range or not ascending.
   */
  add(column: number, level = 0): void {
    this.#checkOpen();
    if (!(column > this.#previous && column < this.#columns && Number.isInteger(column)) || this.#rows === 0) {
      this.#refuse(column);
    }
    if (this.#entries === this.#columnIndex.length) {
      if (this.#entries === maxEntries) this.#refuse(column);
      this.#columnIndex = grown(this.#columnIndex);
      if (this.#levelValues) {
        const larger = new Uint8Array(this.#columnIndex.length);
        larger.set(this.#levels);
        this.#levels = larger;
      }
    }
    if (this.#levelValues) this.#levels[this.#entries] = level;
    this.#previous = column;
    this.#columnIndex[this.#entries++] = column;
    this.#rowStart[this.#rows] = this.#entries;
  }

  /**
   * Closes the builder and returns the matrix: views of the builder's own buffers, nothing is copied.
   *
   * @throws LinearModelError `invalid-argument` when called twice.
   */
  build(): SparseMatrix {
    this.#checkOpen();
    this.#closed = true;
    return {
      rows: this.#rows,
      columns: this.#columns,
      rowStart: this.#rowStart.subarray(0, this.#rows + 1),
      columnIndex: this.#columnIndex.subarray(0, this.#entries),
      ...(this.#levelValues && {
        levels: this.#levels.subarray(0, this.#entries),
        levelValues: this.#levelValues,
      }),
    };
  }

  #checkOpen(): void {
    if (!this.#closed) return;
    throw new LinearModelError(
      'invalid-argument',
      'MatrixBuilder: build() was called; expected a new builder a matrix.',
    );
  }

  #refuse(column: number): never {
    const where =
      this.#rows === 0
        ? 'before the first startRow(); call it once a row'
        : this.#entries === maxEntries
          ? `as entry ${maxEntries + 1}; split the rows over several matrices`
          : column <= this.#previous
            ? `after column ${this.#previous} in row ${this.#rows - 1}; add a row's columns strictly ascending`
            : `in row ${this.#rows - 1}; expected a whole number from 0 to ${this.#columns - 1}`;
    throw new LinearModelError('invalid-matrix', `MatrixBuilder: column ${column} ${where}.`);
  }
}
