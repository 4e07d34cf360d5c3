import type { DataType, Vector } from 'apache-arrow';
import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  makeData,
  makeVector,
  vectorFromArray,
} from 'apache-arrow';
import type { Cell, Column } from './columns.ts';
import { dateDays, decimalWords, jsonText, timestampMicros } from './texts.ts';

/** The mark at the end of an IPC stream. */
const endOfStream = 8;

/** A result's schema as the bytes that start an Arrow IPC stream. */
export function arrowSchema(columns: readonly Column[]): Buffer {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schemaOf(columns));
  writer.finish();
  return Buffer.from(writer.toUint8Array(true)).subarray(0, -endOfStream);
}

/**
 * Rows as the bytes that follow {@link arrowSchema} in an Arrow IPC stream: one record batch.
 *
 * @param cells - a list a column, all of one length
 * @throws SparkEndpointError `bad-result` for a text that is no value of its column's type
 */
export function arrowBatch(columns: readonly Column[], cells: readonly (readonly Cell[])[]): Buffer {
  const schema = schemaOf(columns);
  const children = columns.map((column, index) => vectorOf(column, cells[index] ?? []).data[0]!);
  const length = cells[0]?.length ?? 0;
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children })));
  writer.finish();
  return Buffer.from(writer.toUint8Array(true)).subarray(arrowSchema(columns).length, -endOfStream);
}

const schemaOf = (columns: readonly Column[]): Schema =>
  new Schema(columns.map((column) => new Field(column.name, typeOf(column), true)));

/** By `TTypeId`; what Spark sends as a text, and the driver reads as one, stays a text. */
function typeOf({ type, precision, scale }: Column): DataType {
  switch (type) {
    case 0:
      return new Bool();
    case 1:
      return new Int8();
    case 2:
      return new Int16();
    case 3:
      return new Int32();
    case 4:
      return new Int64();
    case 5:
      return new Float32();
    case 6:
      return new Float64();
    case 8:
      return new TimestampMicrosecond('UTC');
    case 9:
      return new Binary();
    case 15:
      return new Decimal(scale, precision, 128);
    case 17:
      return new DateDay();
    default:
      return new Utf8();
  }
}

function vectorOf(column: Column, cells: readonly Cell[]): Vector {
  const type = typeOf(column);
  const text = (cell: Cell): string => (column.type >= 10 && column.type <= 12 ? jsonText(String(cell)) : String(cell));
  if (type instanceof DateDay)
    return fixedWidth(
      type,
      cells,
      Int32Array.from(cells, (cell) => (cell === null ? 0 : dateDays(text(cell)))),
    );
  if (type instanceof TimestampMicrosecond)
    return fixedWidth(
      type,
      cells,
      BigInt64Array.from(cells, (cell) => (cell === null ? 0n : timestampMicros(text(cell)))),
    );
  if (type instanceof Decimal) {
    const words = cells.flatMap((cell) => (cell === null ? [0, 0, 0, 0] : decimalWords(text(cell), column.scale)));
    return fixedWidth(type, cells, Uint32Array.from(words));
  }
  return vectorFromArray(type instanceof Utf8 ? cells.map((cell) => (cell === null ? null : text(cell))) : cells, type);
}

function fixedWidth<T extends DateDay | TimestampMicrosecond | Decimal>(
  type: T,
  cells: readonly Cell[],
  data: T['TArray'],
): Vector {
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 8));
  let nullCount = 0;
  cells.forEach((cell, row) => {
    if (cell === null) nullCount++;
    else nullBitmap[row >> 3]! |= 1 << (row & 7);
  });
  return makeVector(makeData({ type, length: cells.length, nullCount, nullBitmap, data } as never));
}
