import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { DuckDBDateValue, DuckDBDecimalValue, DuckDBListValue, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Row } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';
import { run } from './run.ts';
import { DuckDbError } from './error.ts';
import type { Columns, ColumnType } from './types.ts';
import { dayText, momentText } from './values.ts';
import { checkSelected } from './write.ts';

/** The rows of a SELECT, each value as its declared column says. */
export async function queryRows(
  connection: DuckDBConnection,
  { compiled, columns }: { compiled: Compiled; columns: Columns },
): Promise<Row[]> {
  const { name } = compiled;
  const result = await run(connection, compiled);
  const types = result.columnTypes().map(String);
  const found = result.columnNames().map((column, index) => ({ name: column, type: types[index] ?? '' }));
  checkSelected(found, columns, { name });
  const rows = await result.getRows();
  const declared = Object.entries(columns);
  return rows.map((row) =>
    Object.fromEntries(
      declared.map(([column, { type, nullable }], index) => {
        const value = row[index] ?? null;
        if (value === null && !nullable) {
          throw new DuckDbError(
            'null-value',
            `${name}: column '${column}' has a null, declared without; coalesce it, or declare it nullable`,
          );
        }
        return [column, value === null ? null : normal(value, type, `${name}: column '${column}'`)];
      }),
    ),
  );
}

function normal(value: DuckDBValue, type: ColumnType, where: string): unknown {
  switch (type) {
    case 'int': {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new DuckDbError('sql', `${where} has a number too large for int; declare it bigint`);
    }
    case 'bigint':
      return BigInt(value as number | bigint);
    case 'double':
      return value instanceof DuckDBDecimalValue ? value.toDouble() : Number(value);
    case 'date':
      return value instanceof DuckDBDateValue ? dayText(value.days) : String(value);
    case 'timestamp':
      return value instanceof DuckDBTimestampValue ? momentText(value.micros) : String(value);
    case 'strings':
      return value instanceof DuckDBListValue ? value.items.map(String) : value;
    case 'string':
    case 'boolean':
      return value;
  }
}
