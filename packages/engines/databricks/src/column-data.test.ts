import { int, bigint } from '@lookalikes/schema';
import { Field, Int32, Int64, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { expect, test } from 'vitest';
import { columnBatch } from './column-data.ts';

test('a column ends with its last row, however far Arrow has filled up its words', () => {
  const fields = [new Field('number', new Int32()), new Field('key', new Int64())];
  const children = [
    makeData({ type: new Int32(), length: 3, nullCount: 0, data: Int32Array.of(1, 2, 3, 0) }),
    makeData({ type: new Int64(), length: 3, nullCount: 0, data: BigInt64Array.of(7n, 8n, 9n) }),
  ];
  const batch = new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length: 3, nullCount: 0, children }),
  );
  expect(columnBatch(batch, { number: int('A number.'), key: bigint('A key.') }, 'a test')).toEqual({
    rows: 3,
    columns: { number: Int32Array.of(1, 2, 3), key: BigInt64Array.of(7n, 8n, 9n) },
  });
});
