import { SparkEndpointError } from './error.ts';
import type { ThriftField, ThriftMessage, ThriftStruct, ThriftValue } from './thrift.ts';
import { thriftType } from './thrift.ts';

const strictVersion = 0x8001;

/**
 * Reads a message of Thrift's strict binary protocol, whatever its fields.
 * See https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md.
 *
 * @throws SparkEndpointError `bad-message` for other bytes
 * @example readMessage(body).method // 'OpenSession'
 */
export function readMessage(bytes: Buffer): ThriftMessage {
  try {
    return new Reader(bytes).message();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SparkEndpointError('bad-message', `a Thrift message of ${bytes.length} bytes ends too early`, {
      cause: error,
    });
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  message(): ThriftMessage {
    const version = this.#bytes.readUInt16BE(this.#skip(2));
    if (version !== strictVersion) {
      throw new SparkEndpointError(
        'bad-message',
        `a message starts with 0x${version.toString(16)}, expected 0x8001: Thrift's strict binary protocol`,
      );
    }
    this.#skip(1);
    const kind = this.#bytes.readUInt8(this.#skip(1));
    const method = this.#buffer().toString('utf8');
    const sequence = this.#int32();
    return { method, kind, sequence, body: this.#struct() };
  }

  /** Moves on by `length` bytes and gives the place before. */
  #skip(length: number): number {
    const start = this.#at;
    this.#at += length;
    return start;
  }

  #int32(): number {
    return this.#bytes.readInt32BE(this.#skip(4));
  }

  /** A length: a negative one, or one past the end, is no message. */
  #size(): number {
    const size = this.#int32();
    if (size < 0 || size > this.#bytes.length - this.#at) throw new RangeError(`a length of ${size}`);
    return size;
  }

  #buffer(): Buffer {
    const size = this.#size();
    const start = this.#skip(size);
    return this.#bytes.subarray(start, start + size);
  }

  #struct(): ThriftStruct {
    const fields = new Map<number, ThriftField>();
    for (;;) {
      const type = this.#bytes.readUInt8(this.#skip(1));
      if (type === thriftType.stop) return fields;
      const field = this.#bytes.readInt16BE(this.#skip(2));
      fields.set(field, { type, value: this.#value(type) });
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case thriftType.bool:
        return this.#bytes.readUInt8(this.#skip(1)) !== 0;
      case thriftType.byte:
        return this.#bytes.readInt8(this.#skip(1));
      case thriftType.double:
        return this.#bytes.readDoubleBE(this.#skip(8));
      case thriftType.i16:
        return this.#bytes.readInt16BE(this.#skip(2));
      case thriftType.i32:
        return this.#int32();
      case thriftType.i64:
        return this.#bytes.readBigInt64BE(this.#skip(8));
      case thriftType.string:
        return this.#buffer();
      case thriftType.struct:
        return this.#struct();
      case thriftType.map: {
        const from = this.#bytes.readUInt8(this.#skip(1));
        const to = this.#bytes.readUInt8(this.#skip(1));
        const size = this.#size();
        return { from, to, entries: Array.from({ length: size }, () => [this.#value(from), this.#value(to)] as const) };
      }
      case thriftType.set:
      case thriftType.list: {
        const of = this.#bytes.readUInt8(this.#skip(1));
        return { of, values: Array.from({ length: this.#size() }, () => this.#value(of)) };
      }
      default:
        throw new SparkEndpointError(
          'bad-message',
          `a Thrift value of type ${type}, which the binary protocol has not`,
        );
    }
  }
}
