import type { Lane, Prior, SparseMatrix } from '@lookalikes/linear-model';
import { leftOut, positive } from './examples.ts';

/**
 * A segment's lane over the first rows of the examples.
 *
 * @param labels - of those rows, as `labelsOf` gives them
 * @param of.banned - the segment's banned columns, ascending
 * @param of.prior - what weights are pulled to; absent: 0
 */
export function laneOf(
  name: string,
  labels: Uint8Array,
  { banned, prior }: { readonly banned: Int32Array; readonly prior?: Prior | undefined },
): Lane {
  const rows = { positives: rowsWith(labels, positive), excluded: rowsWith(labels, leftOut) };
  return { name, ...rows, banned, ...(prior && { prior }) };
}

/**
 * Why nothing can be learned for a segment from these rows; undefined where something can.
 *
 * @param options - `tokens`: how many of the columns are tokens; `banned`: those of them that do not count
 */
export function whyUntrainable(
  matrix: SparseMatrix,
  labels: Uint8Array,
  { banned, tokens }: { readonly banned: Int32Array; readonly tokens: number },
): string | undefined {
  const isBanned = new Set(banned);
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < labels.length && (positives === 0 || negatives === 0); row++) {
    if (labels[row] === leftOut) continue;
    const columns = matrix.columnIndex.subarray(matrix.rowStart[row], matrix.rowStart[row + 1]);
    if (columns.every((column) => column >= tokens || isBanned.has(column))) continue;
    if (labels[row] === positive) positives++;
    else negatives++;
  }
  if (positives === 0) return 'no seed of the train share has a token that counts';
  return negatives === 0 ? 'no negative of the train share has a token that counts' : undefined;
}

function rowsWith(labels: Uint8Array, label: number): Int32Array {
  let count = 0;
  for (const found of labels) if (found === label) count++;
  const rows = new Int32Array(count);
  let used = 0;
  for (let row = 0; used < count; row++) if (labels[row] === label) rows[used++] = row;
  return rows;
}
