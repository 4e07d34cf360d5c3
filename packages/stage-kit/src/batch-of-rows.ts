import type { Column, Columns, Dataset, RowOf } from '@lookalikes/schema';
import type { LoadBatchOf, LoadData } from './engine.ts';

/**
 * Rows of a dataset as a batch to load: for what a stage makes row by row and little of.
 *
 * @example await night.load('segments', [batchOfRows(segments.v1, rows)])
 */
export function batchOfRows<D extends Dataset>(dataset: D, rows: readonly RowOf<D>[]): LoadBatchOf<D['columns']> {
  const columns: Columns = dataset.columns;
  const data = Object.entries(columns).map(([name, column]) => [
    name,
    dataOf(
      column,
      rows.map((row) => (row as Readonly<Record<string, unknown>>)[name]),
    ),
  ]);
  return { rows: rows.length, columns: Object.fromEntries(data) as LoadBatchOf<D['columns']>['columns'] };
}

function dataOf({ type, nullable }: Column, values: readonly unknown[]): LoadData {
  if (nullable) return values as LoadData;
  switch (type) {
    case 'int':
      return Int32Array.from(values as number[]);
    case 'bigint':
      return BigInt64Array.from(values as bigint[]);
    case 'double':
      return Float64Array.from(values as number[]);
    case 'boolean':
      return Uint8Array.from(values as boolean[], Number);
    default:
      return values as LoadData;
  }
}
