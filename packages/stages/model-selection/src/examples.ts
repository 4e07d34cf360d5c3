import type { SparseMatrix } from '@lookalikes/linear-model';
import { keyedRows } from '@lookalikes/linear-model';
import type { HistoryColumns } from '@lookalikes/schema';
import { countLevels, historyEntries } from '@lookalikes/schema';
import { ModelSelectionError } from './error.ts';

/** The rows that are no plain negatives of one segment, ascending. */
interface KnownRows {
  readonly positives: Int32Array;
  /** Users who fired outside the time that counts: neither positive nor negative. */
  readonly leftOut: Int32Array;
}

/** Users with their tokens and activity, and what is known of them: whom models learn from, or are judged on. */
export interface Examples {
  /** Columns are the night's tokens, with the level of the decayed count, then activity. */
  readonly matrix: SparseMatrix;
  /** Each row's user: ascending within a share. */
  readonly keys: BigInt64Array;
  /** How many of the columns are tokens. */
  readonly tokens: number;
  /** Rows of users who were not drawn, ascending: negatives of no segment. */
  readonly undrawn: Int32Array;
  /** By segment number. */
  readonly known: readonly KnownRows[];
}

/** The streams that {@link readExamples} merges; both in the same order of users. */
export interface ExampleStreams {
  readonly tokens: AsyncIterable<{ readonly columns: HistoryColumns }>;
  /** A row for each user and segment with something to know; every undrawn user has one. */
  readonly labels: AsyncIterable<{
    readonly columns: {
      readonly segment_no: Int32Array;
      readonly user_key: BigInt64Array;
      readonly positive: Uint8Array;
      readonly drawn: Uint8Array;
    };
  }>;
}

/** What a user counts as for one segment. */
export const negative = 0;
export const positive = 1;
export const leftOut = 2;

/**
 * Reads users' histories into a matrix, and their labels into row numbers.
 *
 * @param options - `columns`: tokens of the night and of activity; `tokens`: the former; `quiet`: by token, 1
 *   where it is no part of activity; `segments`: how many there are
 * @throws ModelSelectionError `inconsistent-input` where a labelled user has no history
 */
export async function readExamples(
  streams: ExampleStreams,
  options: { readonly columns: number; readonly tokens: number; readonly quiet: Uint8Array; readonly segments: number },
): Promise<Examples> {
  const { columns: width, tokens, quiet } = options;
  let matrix: SparseMatrix = empty(width);
  let keys: BigInt64Array = new BigInt64Array(0);
  const entries = historyEntries(streams.tokens, { tokens, quiet });
  for await (const all of keyedRows(entries, { columns: width, levelValues: countLevels })) ({ matrix, keys } = all);

  const rowKeys = new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
  const positives: number[][] = Array.from({ length: options.segments }, () => []);
  const others: number[][] = Array.from({ length: options.segments }, () => []);
  const undrawn: number[] = [];
  let row = 0;
  for await (const { columns } of streams.labels) {
    const { user_key, segment_no } = columns;
    const labelKeys = new Int32Array(user_key.buffer, user_key.byteOffset, 2 * user_key.length);
    for (let at = 0; at < segment_no.length; at++) {
      while (rowKeys[2 * row] !== labelKeys[2 * at] || rowKeys[2 * row + 1] !== labelKeys[2 * at + 1]) {
        if (++row < matrix.rows) continue;
        throw new ModelSelectionError(
          'inconsistent-input',
          'users and user_tokens do not agree: a user of the first has no token in the second; run training-data again',
        );
      }
      const into = columns.positive[at] === 1 ? positives : others;
      into[segment_no[at]!]!.push(row);
      if (columns.drawn[at] === 0 && undrawn.at(-1) !== row) undrawn.push(row);
    }
  }
  const known = positives.map((rows, segment) => ({
    positives: Int32Array.from(rows),
    leftOut: Int32Array.from(others[segment]!),
  }));
  return { matrix, keys, tokens, undrawn: Int32Array.from(undrawn), known };
}

/**
 * What every user counts as for a segment: {@link negative}, {@link positive} or {@link leftOut}; one byte a row.
 */
export function labelsOf({ matrix, undrawn, known }: Examples, segment: number): Uint8Array {
  const labels = new Uint8Array(matrix.rows);
  for (const row of undrawn) labels[row] = leftOut;
  for (const row of known[segment]!.leftOut) labels[row] = leftOut;
  for (const row of known[segment]!.positives) labels[row] = positive;
  return labels;
}

/** Rows `from` to `to`, not included, of a matrix: the entries are shared, not copied. */
export function rowsOf(matrix: SparseMatrix, from: number, to: number): SparseMatrix {
  const start = matrix.rowStart[from]!;
  const ends = matrix.rowStart.subarray(from, to + 1);
  return {
    rows: to - from,
    columns: matrix.columns,
    rowStart: from === 0 ? ends : ends.map((end) => end - start),
    columnIndex: matrix.columnIndex.subarray(start, matrix.rowStart[to]),
    ...(matrix.levels && { levels: matrix.levels.subarray(start, matrix.rowStart[to]) }),
    ...(matrix.levelValues && { levelValues: matrix.levelValues }),
  };
}

const empty = (columns: number): SparseMatrix => ({
  rows: 0,
  columns,
  rowStart: new Int32Array(1),
  columnIndex: new Int32Array(0),
  levels: new Uint8Array(0),
  levelValues: countLevels,
});
