import type { Cancel } from '@lookalikes/stage-kit';
import { valuesOf } from './column-data.ts';
import type { Sql, Warehouse } from './warehouse.ts';

/** The rows of a small result, each a list of values in the order of the columns. */
export function smallRows(warehouse: Warehouse, statement: Sql, cancel: Cancel): Promise<(readonly unknown[])[]> {
  return warehouse.use(statement, cancel, async (result) => {
    const rows: unknown[][] = [];
    for await (const batch of result.batches()) {
      const columns = Array.from({ length: batch.numCols }, (_, index) => valuesOf(batch, index, statement.name));
      for (let row = 0; row < batch.numRows; row++) rows.push(columns.map((values) => values[row]));
    }
    return rows;
  });
}
