import { LinearModelError } from './error.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { SparseMatrix } from './matrix.ts';

/** Entries of a matrix as they come from a table: the row's key and the column, sorted by key, then by column. */
export interface KeyedEntries {
  readonly keys: BigInt64Array;
  /** As long as `keys`. */
  readonly columns: Int32Array;
  /** As long as `keys`; read where the matrices have levels, and 0 where absent. */
  readonly levels?: Uint8Array;
}

/** Rows and whose they are. */
export interface KeyedRows {
  /** The key of each row. */
  readonly keys: BigInt64Array;
  readonly matrix: SparseMatrix;
}

/**
 * Turns a stream of (key, column) entries into matrices of whole rows: entries that follow each other with one key are one
 * row, wherever the stream's batches end. Keys are told apart by their 32-bit halves, so that no bigint is made an entry.
 *
 * @param options.columns - how many columns the matrices have
 * @param options.levelValues - for matrices with levels: the 256 values, see {@link SparseMatrix}
 * @param options.maxRows - rows a matrix, at most; all in one when absent. No entries, no matrix.
 * @throws LinearModelError `invalid-matrix` where a row's columns are out of range or not ascending.
 * @example
 * for await (const { keys, matrix } of keyedRows(entries, { columns: 50_000, maxRows: 8192 })) {
 *   const scores = scoreRows(matrix, model);
 * }
 */
export async function* keyedRows(
  entries: AsyncIterable<KeyedEntries> | Iterable<KeyedEntries>,
  options: { readonly columns: number; readonly levelValues?: Float32Array; readonly maxRows?: number },
): AsyncGenerator<KeyedRows> {
  const { columns, levelValues, maxRows = Infinity } = options;
  if (!(maxRows >= 1)) {
    throw new LinearModelError('invalid-argument', `keyedRows: maxRows is ${maxRows}; expected 1 or more.`);
  }
  let builder = new MatrixBuilder(columns, levelValues);
  let keys = new KeyList();
  for await (const batch of entries) {
    if (batch.columns.length !== batch.keys.length) {
      throw new LinearModelError(
        'invalid-argument',
        `keyedRows: ${batch.columns.length} columns for ${batch.keys.length} keys; expected one a key.`,
      );
    }
    const halves = halvesOf(batch.keys);
    for (let at = 0; at < batch.columns.length; at++) {
      const low = halves[2 * at]!;
      const high = halves[2 * at + 1]!;
      if (!keys.endsWith(low, high)) {
        if (keys.length === maxRows) {
          yield { keys: keys.list(), matrix: builder.build() };
          builder = new MatrixBuilder(columns, levelValues);
          keys = new KeyList();
        }
        keys.push(low, high);
        builder.startRow();
      }
      builder.add(batch.columns[at]!, batch.levels?.[at]);
    }
  }
  if (keys.length > 0) yield { keys: keys.list(), matrix: builder.build() };
}

/** Low and high halves in turn, as they lie in memory. */
const halvesOf = (keys: BigInt64Array): Int32Array => new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);

/** Keys in an array that grows. */
class KeyList {
  #halves = new Int32Array(2048);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  endsWith(low: number, high: number): boolean {
    const last = 2 * this.#length - 2;
    return last >= 0 && this.#halves[last] === low && this.#halves[last + 1] === high;
  }

  push(low: number, high: number): void {
    if (2 * this.#length === this.#halves.length) {
      const larger = new Int32Array(2 * this.#halves.length);
      larger.set(this.#halves);
      this.#halves = larger;
    }
    this.#halves[2 * this.#length] = low;
    this.#halves[2 * this.#length + 1] = high;
    this.#length++;
  }

  list(): BigInt64Array {
    return new BigInt64Array(this.#halves.buffer, 0, this.#length);
  }
}
