import type { DuckDBAppender, DuckDBValue, DuckDBVector } from '@duckdb/node-api';
import { DuckDBDataChunk, DuckDBDateValue, DuckDBTimestampValue } from '@duckdb/node-api';
import type { LoadBatch, LoadData } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import type { Columns, ColumnType, Dataset } from './types.ts';
import { dayNumber, momentMicros } from './values.ts';
import { numbersOf } from './vectors.ts';

/** Rows of one of DuckDB's chunks. */
const chunkRows = 2048;

/** Texts lie in a heap that grows with the chunk: after so many appends it starts anew. */
const appendsAChunk = 32;

/** Appends batches chunk by chunk; numbers go as they lie, without a look at each. */
export class ChunkWriter {
  readonly #appender: DuckDBAppender;
  readonly #table: string;
  readonly #columns: [name: string, column: Columns[string]][];
  #chunk: DuckDBDataChunk | undefined;
  #vectors: DuckDBVector[] = [];
  #appends = 0;
  #batch = 0;

  /** @param appender - to a table of the contract's columns, in its order */
  constructor(appender: DuckDBAppender, dataset: Dataset) {
    this.#appender = appender;
    this.#table = dataset.table;
    this.#columns = Object.entries(dataset.columns);
  }

  /** @throws DuckDbError `sql` where the batch's columns are not the contract's, `null-value` for a null that may not be */
  append(batch: LoadBatch): void {
    this.#batch++;
    this.#check(batch);
    for (let from = 0; from < batch.rows; from += chunkRows) {
      const count = Math.min(chunkRows, batch.rows - from);
      const chunk = this.#next();
      let nulls = false;
      for (const [index, [name, column]] of this.#columns.entries()) {
        const data = batch.columns[name] as LoadData;
        const vector = this.#vectors[index] as DuckDBVector;
        if (!fill(vector, data, { from, count })) {
          nulls = this.#fillEach(vector, data, { name, column, from, count }) || nulls;
        }
        vector.flush();
      }
      chunk.rowCount = count;
      this.#appender.appendDataChunk(chunk);
      if (nulls) this.#chunk = undefined;
    }
  }

  #next(): DuckDBDataChunk {
    if (this.#chunk !== undefined && this.#appends++ < appendsAChunk) return this.#chunk;
    const chunk = DuckDBDataChunk.create(
      this.#columns.map((_, index) => this.#appender.columnType(index)),
      chunkRows,
    );
    this.#vectors = this.#columns.map((_, index) => chunk.getColumnVector(index));
    this.#chunk = chunk;
    this.#appends = 1;
    return chunk;
  }

  #check({ rows, columns }: LoadBatch): void {
    const expected = this.#columns.map(([name]) => name);
    const found = Object.keys(columns);
    const where = `load into ${this.#table}, batch ${this.#batch}`;
    if (found.length !== expected.length || !expected.every((name) => Object.hasOwn(columns, name))) {
      throw new DuckDbError(
        'sql',
        `${where}: its columns are (${found.join(', ')}), expected (${expected.join(', ')})`,
      );
    }
    for (const [name, data] of Object.entries(columns)) {
      if (data.length !== rows) {
        throw new DuckDbError(
          'sql',
          `${where}: column '${name}' has ${data.length} values, expected ${rows}, one a row`,
        );
      }
    }
  }

  #fillEach(
    vector: DuckDBVector,
    data: LoadData,
    { name, column, from, count }: { name: string; column: Columns[string]; from: number; count: number },
  ): boolean {
    let nulls = false;
    for (let index = 0; index < count; index++) {
      const given: unknown = data[from + index];
      const where = () => `load into ${this.#table}, batch ${this.#batch}, row ${from + index + 1}: column '${name}'`;
      if (given === null || given === undefined) {
        if (!column.nullable)
          throw new DuckDbError('null-value', `${where()} has a null, which its contract does not allow`);
        nulls = true;
        vector.setItem(index, null);
        continue;
      }
      const value = valueOf(given, column.type);
      if (value === undefined) {
        throw new DuckDbError('sql', `${where()} has a ${typeof given} that is no ${column.type}`);
      }
      vector.setItem(index, value);
    }
    return nulls;
  }
}

/** Copies numbers as they lie; false where the data is of another form. */
function fill(vector: DuckDBVector, data: LoadData, { from, count }: { from: number; count: number }): boolean {
  const numbers = numbersOf(vector);
  if (numbers instanceof Int32Array && data instanceof Int32Array) numbers.set(data.subarray(from, from + count));
  else if (numbers instanceof BigInt64Array && data instanceof BigInt64Array)
    numbers.set(data.subarray(from, from + count));
  else if (numbers instanceof Float64Array && data instanceof Float64Array)
    numbers.set(data.subarray(from, from + count));
  else return false;
  return true;
}

/** A value as DuckDB takes it; undefined where it is not of the type. */
function valueOf(value: unknown, type: ColumnType): DuckDBValue | undefined {
  switch (type) {
    case 'int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : undefined;
    case 'bigint':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined;
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 0 || value === 1 ? value === 1 : undefined;
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'date': {
      const days = typeof value === 'string' ? dayNumber(value) : Number.NaN;
      return Number.isNaN(days) ? undefined : new DuckDBDateValue(days);
    }
    case 'timestamp': {
      const micros = typeof value === 'string' ? momentMicros(value) : undefined;
      return micros === undefined ? undefined : new DuckDBTimestampValue(micros);
    }
    case 'strings':
      return undefined;
  }
}
