import type { RecordBatch } from 'apache-arrow';
import type { Row } from '@lookalikes/stage-kit';
import { valuesOf } from './column-data.ts';
import { DatabricksError } from './error.ts';
import type { Columns, ColumnType } from './types.ts';

/**
 * The rows of a batch by the declared columns, each value as its column is declared.
 *
 * @throws DatabricksError `null-value` for a null that was not declared, `sql` for a number too large for int
 */
export function rowsOf(batch: RecordBatch, columns: Columns, name: string): Row[] {
  const declared = Object.entries(columns).map(([column, { type, nullable }], index) => {
    const where = `${name}: column '${column}'`;
    const values = valuesOf(batch, index, name);
    if (!nullable && values.includes(null)) {
      throw new DatabricksError(
        'null-value',
        `${where} has a null, declared without; coalesce it, or declare it nullable`,
      );
    }
    return [column, values.map((value) => (value === null ? null : normal(value, type, where)))] as const;
  });
  return Array.from({ length: batch.numRows }, (_, row) =>
    Object.fromEntries(declared.map(([column, values]) => [column, values[row]])),
  );
}

function normal(value: unknown, type: ColumnType, where: string): unknown {
  switch (type) {
    case 'int': {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new DatabricksError('sql', `${where} has a number too large for int; declare it bigint`);
    }
    case 'bigint':
      return BigInt(value as number | bigint);
    case 'double':
      return Number(value);
    case 'strings':
      // Where the service has no lists, it sends their JSON.
      return typeof value === 'string' ? (JSON.parse(value) as string[]) : value;
    case 'string':
    case 'boolean':
    case 'date':
    case 'timestamp':
      return value;
  }
}
