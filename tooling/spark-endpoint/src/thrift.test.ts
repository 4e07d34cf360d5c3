import { expect, test } from 'vitest';
import { readMessage } from './read-thrift.ts';
import type { ThriftMessage, ThriftStruct } from './thrift.ts';
import { entriesAt, listAt, structAt, textAt, textField, thriftType as t } from './thrift.ts';
import { writeMessage } from './write-thrift.ts';

const inner: ThriftStruct = new Map([[1, textField('Größe')]]);
const message: ThriftMessage = {
  method: 'ExecuteStatement',
  kind: 1,
  sequence: 7,
  body: new Map([
    [1, { type: t.bool, value: true }],
    [2, { type: t.byte, value: -1 }],
    [3, { type: t.double, value: 0.1 }],
    [4, { type: t.i16, value: -300 }],
    [5, { type: t.i32, value: 70_000 }],
    [6, { type: t.i64, value: 9_007_199_254_740_993n }],
    [7, { type: t.struct, value: inner }],
    [8, { type: t.list, value: { of: t.struct, values: [inner] } }],
    [9, { type: t.set, value: { of: t.i32, values: [1, 2] } }],
    [1284, { type: t.map, value: { from: t.string, to: t.i32, entries: [[Buffer.from('k'), 3]] } }],
  ]),
};

test('a message of every type is read as it was written', () => {
  expect(readMessage(writeMessage(message))).toEqual(message);
});

test('fields are read by their number, and by nothing where they are of another type', () => {
  expect(textAt(structAt(message.body, 7), 1)).toBe('Größe');
  expect(textAt(message.body, 7)).toBeUndefined();
  expect(listAt(message.body, 8)).toEqual([inner]);
  expect(listAt(message.body, 7)).toEqual([]);
  expect(entriesAt(message.body, 1284)).toEqual([['k', 3]]);
  expect(entriesAt(message.body, 1)).toEqual([]);
});

test('every cut of a message is refused', () => {
  const bytes = writeMessage(message);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => readMessage(bytes.subarray(0, length))).toThrow('ends too early');
  }
});

test.each([
  { what: 'another protocol', bytes: Buffer.from([0x82, 0x21, 1, 1, 0, 0, 0, 0]), says: /starts with 0x8221/ },
  { what: 'an unknown type', bytes: Buffer.from('800100010000000000000000050001', 'hex'), says: /value of type 5/ },
])('$what is refused', ({ bytes, says }) => {
  expect(() => readMessage(bytes)).toThrow(says);
});

test('a value of another type than its field says is refused', () => {
  const body: ThriftStruct = new Map([[1, { type: t.i64, value: 1 }]]);
  expect(() => writeMessage({ ...message, body })).toThrow('a number in a Thrift field of type 10');
});
