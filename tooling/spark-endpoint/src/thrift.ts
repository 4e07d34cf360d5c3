/** Type numbers of Thrift's binary protocol. */
export const thriftType = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

/** A value: text and bytes are both a Buffer, an i64 is a bigint. */
export type ThriftValue = boolean | number | bigint | Buffer | ThriftStruct | ThriftList | ThriftMap;

/** A field of a struct. */
export interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}

/** A struct's fields by number. */
export type ThriftStruct = Map<number, ThriftField>;

/** A list or a set. */
interface ThriftList {
  readonly of: number;
  readonly values: readonly ThriftValue[];
}

/** A map. */
interface ThriftMap {
  readonly from: number;
  readonly to: number;
  readonly entries: readonly (readonly [ThriftValue, ThriftValue])[];
}

/** A call (1), a reply (2) or an exception (3), as it stands on the wire: `method` and `body` are all that it says. */
export interface ThriftMessage {
  readonly method: string;
  readonly kind: number;
  readonly sequence: number;
  readonly body: ThriftStruct;
}

/** A field with text. */
export const textField = (text: string): ThriftField => ({ type: thriftType.string, value: Buffer.from(text) });

/** The struct in a field, where there is one. */
export function structAt(struct: ThriftStruct | undefined, field: number): ThriftStruct | undefined {
  const value = struct?.get(field)?.value;
  return value instanceof Map ? value : undefined;
}

/** The text in a field, where there is one. */
export function textAt(struct: ThriftStruct | undefined, field: number): string | undefined {
  const value = struct?.get(field)?.value;
  return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
}

/** The elements of the list in a field; none where there is no list. */
export function listAt(struct: ThriftStruct | undefined, field: number): readonly ThriftValue[] {
  const value = struct?.get(field)?.value;
  return typeof value === 'object' && 'values' in value && 'of' in value ? value.values : [];
}

/** The entries of the map in a field, with text for keys; none where there is no map. */
export function entriesAt(
  struct: ThriftStruct | undefined,
  field: number,
): readonly (readonly [string, ThriftValue])[] {
  const value = struct?.get(field)?.value;
  if (typeof value !== 'object' || !('from' in value)) return [];
  return value.entries.map(([key, mapped]) => [Buffer.isBuffer(key) ? key.toString('utf8') : '', mapped]);
}
