import { SparkEndpointError } from './error.ts';
import type { ThriftMessage, ThriftStruct, ThriftValue } from './thrift.ts';
import { thriftType } from './thrift.ts';

/**
 * Writes a message in Thrift's strict binary protocol: what `readMessage` reads.
 *
 * @throws SparkEndpointError `bad-message` for a value that is not of its field's type
 */
export function writeMessage(message: ThriftMessage): Buffer {
  const parts: Buffer[] = [Buffer.from([0x80, 0x01, 0x00, message.kind])];
  put(parts, thriftType.string, Buffer.from(message.method));
  put(parts, thriftType.i32, message.sequence);
  putStruct(parts, message.body);
  return Buffer.concat(parts);
}

function putStruct(parts: Buffer[], struct: ThriftStruct): void {
  for (const [field, { type, value }] of struct) {
    const head = Buffer.alloc(3);
    head.writeUInt8(type, 0);
    head.writeInt16BE(field, 1);
    parts.push(head);
    put(parts, type, value);
  }
  parts.push(Buffer.from([thriftType.stop]));
}

function put(parts: Buffer[], type: number, value: ThriftValue): void {
  if (value instanceof Map && type === thriftType.struct) putStruct(parts, value);
  else if (Buffer.isBuffer(value) && type === thriftType.string) parts.push(int32(value.length), value);
  else if (typeof value === 'object' && 'entries' in value && 'from' in value && type === thriftType.map) {
    parts.push(Buffer.from([value.from, value.to]), int32(value.entries.length));
    for (const [key, mapped] of value.entries) {
      put(parts, value.from, key);
      put(parts, value.to, mapped);
    }
  } else if (typeof value === 'object' && 'of' in value && (type === thriftType.list || type === thriftType.set)) {
    parts.push(Buffer.from([value.of]), int32(value.values.length));
    for (const element of value.values) put(parts, value.of, element);
  } else parts.push(scalar(type, value));
}

function scalar(type: number, value: ThriftValue): Buffer {
  const bytes = Buffer.alloc(sizes[type] ?? 0);
  if (type === thriftType.bool && typeof value === 'boolean') bytes.writeUInt8(value ? 1 : 0);
  else if (type === thriftType.byte && typeof value === 'number') bytes.writeInt8(value);
  else if (type === thriftType.double && typeof value === 'number') bytes.writeDoubleBE(value);
  else if (type === thriftType.i16 && typeof value === 'number') bytes.writeInt16BE(value);
  else if (type === thriftType.i32 && typeof value === 'number') bytes.writeInt32BE(value);
  else if (type === thriftType.i64 && typeof value === 'bigint') bytes.writeBigInt64BE(value);
  else throw new SparkEndpointError('bad-message', `a ${typeof value} in a Thrift field of type ${type}`);
  return bytes;
}

const sizes: Readonly<Record<number, number>> = {
  [thriftType.bool]: 1,
  [thriftType.byte]: 1,
  [thriftType.double]: 8,
  [thriftType.i16]: 2,
  [thriftType.i32]: 4,
  [thriftType.i64]: 8,
};

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
