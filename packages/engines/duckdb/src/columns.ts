import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import type { Cancel, ColumnBatch, ColumnData } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';
import type { Connections } from './connections.ts';
import { rowsOf, run, stream } from './run.ts';
import { DuckDbError } from './error.ts';
import type { Columns } from './types.ts';
import { dayText, momentText } from './values.ts';
import { hasNull, numbersOf } from './vectors.ts';
import { checkSelected } from './write.ts';

/** How many rows a batch has at most: 32 of DuckDB's chunks of 2,048. */
const mostRows = 65_536;

/** The same where a column is text: the collector of garbage had better find short-lived texts while they are young. */
const mostTextRows = 4_096;

/**
 * Streams the rows of a SELECT in batches of typed arrays, which are copies and the caller's to keep.
 *
 * DuckDB's client ends a stream that fails on the way as if it were complete. So the rows are counted by a second
 * statement in the same transaction, which costs what the SELECT costs without its columns and its ORDER BY.
 */
export async function* columnBatches(
  connections: Connections,
  { compiled, columns }: { compiled: Compiled; columns: Columns },
  cancel: Cancel,
): AsyncGenerator<ColumnBatch> {
  const { name } = compiled;
  const lease = await connections.lease(name, cancel);
  try {
    await lease.begin();
    const result = await lease.step(() => stream(lease.connection, compiled));
    const types = result.columnTypes().map(String);
    const found = result.columnNames().map((column, index) => ({ name: column, type: types[index] ?? '' }));
    checkSelected(found, columns, { name, exact: true });
    const builder = new BatchBuilder(name, columns);
    let rows = 0;
    for (;;) {
      const chunk = await lease.step(() => result.fetchChunk());
      lease.signal.throwIfAborted();
      if (chunk === null || chunk.rowCount === 0) break;
      rows += chunk.rowCount;
      if (builder.rows + chunk.rowCount > builder.most) yield builder.take();
      builder.add(chunk);
    }
    await lease.step(() => checkComplete(lease.connection, compiled, rows));
    await lease.end();
    if (builder.rows > 0) yield builder.take();
  } catch (error) {
    throw lease.failure(error);
  } finally {
    await lease.release();
  }
}

/** Throws what ended a stream early: DuckDB says it where the SELECT runs to its end without giving rows. */
async function checkComplete(
  connection: DuckDBConnection,
  { name, sql, params }: Compiled,
  rows: number,
): Promise<void> {
  const count = `SELECT count(*) AS row_count FROM (${sql}\n) AS streamed`;
  const [row] = await rowsOf(connection, { sql: count, params });
  if (row?.['row_count'] === BigInt(rows)) return;
  await run(connection, { sql: `EXPLAIN ANALYZE ${sql}`, params });
  throw new DuckDbError(
    'sql',
    `${name}: ${rows} of ${String(row?.['row_count'])} rows came; the SELECT must give the same rows each time`,
  );
}

type Growing = Int32Array | BigInt64Array | Float64Array | Uint8Array | string[];

/** Whether a column comes as a typed array. */
const isNumeric = (type: string): boolean => ['int', 'bigint', 'double', 'boolean'].includes(type);

class BatchBuilder {
  rows = 0;
  /** How many rows fit. */
  readonly most: number;
  readonly #name: string;
  readonly #columns: [string, Columns[string]][];
  #data: Growing[];

  constructor(name: string, columns: Columns) {
    this.#name = name;
    this.#columns = Object.entries(columns);
    this.most = this.#columns.some(([, { type }]) => !isNumeric(type)) ? mostTextRows : mostRows;
    this.#data = this.#fresh();
  }

  add(chunk: DuckDBDataChunk): void {
    const { rowCount } = chunk;
    for (const [index, [column]] of this.#columns.entries()) {
      const vector = chunk.getColumnVector(index);
      if (hasNull(vector, rowCount)) {
        throw new DuckDbError(
          'null-value',
          `${this.#name}: column '${column}' has a null; leave such rows out, or coalesce it`,
        );
      }
      copy(vector, this.#data[index] as Growing, { at: this.rows, count: rowCount });
    }
    this.rows += rowCount;
  }

  take(): ColumnBatch {
    const full = this.rows === this.most;
    const columns: Record<string, ColumnData> = {};
    for (const [index, [column]] of this.#columns.entries()) {
      const data = this.#data[index] as Growing;
      columns[column] = full || Array.isArray(data) ? data : data.slice(0, this.rows);
    }
    const batch = { rows: this.rows, columns };
    this.#data = this.#fresh();
    this.rows = 0;
    return batch;
  }

  #fresh(): Growing[] {
    return this.#columns.map(([, { type }]) => {
      if (!isNumeric(type)) return [];
      if (type === 'int') return new Int32Array(this.most);
      if (type === 'bigint') return new BigInt64Array(this.most);
      if (type === 'double') return new Float64Array(this.most);
      return new Uint8Array(this.most);
    });
  }
}

function copy(vector: DuckDBVector, into: Growing, { at, count }: { at: number; count: number }): void {
  const numbers = numbersOf(vector)?.subarray(0, count);
  if (into instanceof Int32Array && numbers instanceof Int32Array) into.set(numbers, at);
  else if (into instanceof BigInt64Array && numbers instanceof BigInt64Array) into.set(numbers, at);
  else if (into instanceof Float64Array && numbers instanceof Float64Array) into.set(numbers, at);
  else if (into instanceof Uint8Array) {
    for (let index = 0; index < count; index++) into[at + index] = vector.getItem(index) === true ? 1 : 0;
  } else if (Array.isArray(into)) {
    if (numbers instanceof Int32Array) for (const days of numbers) into.push(dayText(days));
    else if (numbers instanceof BigInt64Array) for (const micros of numbers) into.push(momentText(micros));
    else for (let index = 0; index < count; index++) into.push(String(vector.getItem(index)));
  }
}
