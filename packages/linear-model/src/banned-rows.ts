import type { SparseMatrix } from './matrix.ts';

/** For each column that some lane bans, the rows that hold it; found in one pass over the matrix. */
export type BannedRows = ReadonlyMap<number, Int32Array>;

/**
 * @param bans - each lane's banned columns
 * @example bannedRows(matrix, problem.lanes.map((lane) => lane.banned)).get(7); // the rows with column 7, ascending
 */
export function bannedRows(matrix: SparseMatrix, bans: readonly Int32Array[]): BannedRows {
  const columns = [...new Set(bans.flatMap((banned) => [...banned]))];
  const found = new Map<number, Int32Array>();
  if (columns.length === 0) return found;

  const number = new Int32Array(matrix.columns).fill(-1);
  columns.forEach((column, at) => (number[column] = at));
  const counts = new Int32Array(columns.length);
  for (const column of matrix.columnIndex) {
    const at = number[column]!;
    if (at >= 0) counts[at] = counts[at]! + 1;
  }
  const lists = columns.map((_, at) => new Int32Array(counts[at]!));
  const used = new Int32Array(columns.length);
  for (let row = 0; row < matrix.rows; row++) {
    const end = matrix.rowStart[row + 1]!;
    for (let entry = matrix.rowStart[row]!; entry < end; entry++) {
      const at = number[matrix.columnIndex[entry]!]!;
      if (at < 0) continue;
      lists[at]![used[at]!] = row;
      used[at] = used[at]! + 1;
    }
  }
  columns.forEach((column, at) => found.set(column, lists[at]!));
  return found;
}

/** Counts, a row, how many of a lane's banned columns it holds. Reused from lane to lane: only touched rows are cleared. */
export class BannedCounter {
  readonly #index: BannedRows;
  readonly #counts: Int32Array;
  #banned: Int32Array = new Int32Array(0);

  constructor(matrix: SparseMatrix, index: BannedRows) {
    this.#index = index;
    this.#counts = new Int32Array(matrix.rows);
  }

  /** The counts for these banned columns, valid until the next call. */
  count(banned: Int32Array): Int32Array {
    this.#visit(this.#banned, (row) => (this.#counts[row] = 0));
    this.#visit(banned, (row) => (this.#counts[row] = this.#counts[row]! + 1));
    this.#banned = banned;
    return this.#counts;
  }

  #visit(banned: Int32Array, visit: (row: number) => void): void {
    for (const column of banned) this.#index.get(column)?.forEach(visit);
  }
}
