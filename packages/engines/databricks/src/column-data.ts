import type { RecordBatch, Vector } from 'apache-arrow';
import { DataType, DateUnit, TimeUnit } from 'apache-arrow';
import type { ColumnBatch, ColumnData } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import type { Columns, ColumnType } from './types.ts';
import { dayText, momentText } from './values.ts';

/**
 * A batch of Arrow columns as typed arrays, which are copies and the caller's to keep.
 *
 * @throws DatabricksError `null-value` naming the statement and the column
 */
export function columnBatch(batch: RecordBatch, columns: Columns, name: string): ColumnBatch {
  const entries = Object.entries(columns).map(([column, { type }], index): [string, ColumnData] => {
    const vector = vectorAt(batch, index, name);
    if (vector.nullCount > 0) {
      throw new DatabricksError(
        'null-value',
        `${name}: column '${column}' has a null; leave such rows out, or coalesce it`,
      );
    }
    return [column, dataOf(vector, type)];
  });
  return { rows: batch.numRows, columns: Object.fromEntries(entries) };
}

/** The values of a column, with its nulls: numbers as Arrow has them, days and moments as texts, lists as arrays. */
export function valuesOf(batch: RecordBatch, index: number, name: string): readonly unknown[] {
  const vector = vectorAt(batch, index, name);
  const read = reader(vector);
  return Array.from({ length: vector.length }, (_, row) => (vector.isValid(row) ? read(row) : null));
}

function vectorAt(batch: RecordBatch, index: number, name: string): Vector {
  const vector = batch.getChildAt(index);
  if (vector) return vector;
  throw new DatabricksError('sql', `${name}: the service sent ${batch.numCols} columns, fewer than it had announced`);
}

function dataOf(vector: Vector, type: ColumnType): ColumnData {
  switch (type) {
    case 'int':
      return numbers<Int32Array>(vector).slice();
    case 'bigint':
      return numbers<BigInt64Array>(vector).slice();
    case 'double':
      return numbers<Float64Array>(vector).slice();
    case 'boolean':
      return Uint8Array.from(vector as Iterable<boolean>, Number);
    case 'date':
    case 'timestamp':
    case 'string':
    case 'strings': {
      const read = reader(vector);
      return Array.from({ length: vector.length }, (_, row) => String(read(row)));
    }
  }
}

/** The numbers of a column as they lie: of days their number since 1970, of moments their microseconds. */
const numbers = <T extends Numbers>(vector: Vector): T =>
  (vector.data[0]?.values as Numbers | undefined)?.subarray(0, vector.length) as T;

/** Of a column, perhaps with more at the end than the column has: Arrow fills up to whole words. */
type Numbers = Int32Array | BigInt64Array | Float64Array;

/** Reads the value of a row. Days and moments by their numbers: as dates of JavaScript, microseconds would be lost. */
function reader(vector: Vector): (row: number) => unknown {
  const { type } = vector as { type: DataType };
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) {
    const days = numbers<Int32Array>(vector);
    return (row) => dayText(days[row] ?? Number.NaN);
  }
  if (DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND) {
    const micros = numbers<BigInt64Array>(vector);
    return (row) => momentText(micros[row] ?? 0n);
  }
  if (DataType.isDecimal(type)) return (row) => decimalText(vector.get(row) as Uint32Array, type.scale);
  if (DataType.isList(type)) return (row) => Array.from(vector.get(row) as Iterable<unknown>, String);
  return (row) => vector.get(row) as unknown;
}

/** A decimal's 128 bits, four words of 32 with the lowest first, as text. */
function decimalText(words: Uint32Array, scale: number): string {
  const bits = [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const whole = BigInt.asIntN(words.length * 32, bits);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const sign = whole < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
