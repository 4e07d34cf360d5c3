/*
 * A small assembler for WebAssembly: each function below gives the bytes of one instruction after those of its operands, so
 * that code reads as nested calls and the compiler checks operand types. Opcodes: WebAssembly Core Specification 2.0,
 * "Binary Format", https://www.w3.org/TR/wasm-core-2/ (section 5.4).
 */

/** The types of values that the kernels use. */
export type ValueType = 'i32' | 'f32' | 'v128';

/** Code that leaves one value of a type on the stack. */
export interface Value<T extends ValueType> {
  readonly type: T;
  readonly bytes: readonly number[];
}

/** Code that leaves nothing. */
export interface Statement {
  readonly bytes: readonly number[];
}

export type I32 = Value<'i32'>;
export type V128 = Value<'v128'>;

/** An unsigned number in LEB128. */
export function unsigned(number: number): number[] {
  const bytes: number[] = [];
  for (let rest = number >>> 0; ;) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** A signed 32-bit number in LEB128. */
function signed(number: number): number[] {
  const bytes: number[] = [];
  for (let rest = number | 0; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Joins operands and an opcode. */
function value<T extends ValueType>(type: T, ...parts: readonly (readonly number[])[]): Value<T> {
  return { type, bytes: parts.flat() };
}

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const vector1 =
  (opcode: number) =>
  (a: V128): V128 =>
    value('v128', a.bytes, simd(opcode));
const vector2 =
  (opcode: number) =>
  (a: V128, b: V128): V128 =>
    value('v128', a.bytes, b.bytes, simd(opcode));
const integer2 =
  (opcode: number) =>
  (a: I32, b: I32): I32 =>
    value('i32', a.bytes, b.bytes, [opcode]);

/** Alignment (as a power of 2) and offset of an access. */
const access = (align: number, offset: number): number[] => [align, ...unsigned(offset)];

export const i32 = {
  const: (n: number): I32 => value('i32', [0x41, ...signed(n)]),
  load: (at: I32, offset = 0): I32 => value('i32', at.bytes, [0x28], access(2, offset)),
  store: (at: I32, content: I32, offset = 0): Statement => ({
    bytes: [...at.bytes, ...content.bytes, 0x36, ...access(2, offset)],
  }),
  load8: (at: I32, offset = 0): I32 => value('i32', at.bytes, [0x2d], access(0, offset)),
  eqz: (a: I32): I32 => value('i32', a.bytes, [0x45]),
  add: integer2(0x6a),
  sub: integer2(0x6b),
  mul: integer2(0x6c),
  and: integer2(0x71),
  or: integer2(0x72),
  shl: integer2(0x74),
  shr: integer2(0x76),
  /** Unsigned a < b, a >= b. */
  less: integer2(0x49),
  atLeast: integer2(0x4f),
};

/** Four 32-bit floats; every operation rounds once, as IEEE 754 says, so the bits are the same on any machine. */
export const f32x4 = {
  const: (n: number): V128 => {
    const lane = [...new Uint8Array(Float32Array.of(n).buffer)];
    return value('v128', simd(0x0c), lane, lane, lane, lane);
  },
  add: vector2(0xe4),
  sub: vector2(0xe5),
  mul: vector2(0xe6),
  div: vector2(0xe7),
  abs: vector1(0xe0),
  /** `b < a ? b : a`, one instruction on every CPU; fmax likewise with `a < b`. */
  fmin: vector2(0xea),
  fmax: vector2(0xeb),
  less: vector2(0x43),
  atLeast: vector2(0x46),
};

export const i32x4 = {
  const: (n: number): V128 => {
    const lane = [...new Uint8Array(Int32Array.of(n).buffer)];
    return value('v128', simd(0x0c), lane, lane, lane, lane);
  },
  splat: (a: I32): V128 => value('v128', a.bytes, simd(0x11)),
  add: vector2(0xae),
  equal: vector2(0x37),
  shl: (a: V128, bits: number): V128 => value('v128', a.bytes, i32.const(bits).bytes, simd(0xab)),
};

export const f64x2 = {
  add: vector2(0xf0),
  /** The lower two 32-bit floats as 64-bit ones. */
  promoteLow: vector1(0x5f),
};

export const v128 = {
  load: (at: I32, offset = 0): V128 => value('v128', at.bytes, simd(0x00), access(4, offset)),
  /** One 32-bit number of memory in all four lanes. */
  loadSplat: (at: I32, offset = 0): V128 => value('v128', at.bytes, simd(0x09), access(2, offset)),
  store: (at: I32, content: V128, offset = 0): Statement => ({
    bytes: [...at.bytes, ...content.bytes, ...simd(0x0b), ...access(4, offset)],
  }),
  and: vector2(0x4e),
  or: vector2(0x50),
  xor: vector2(0x51),
  /** a, where b has no bits. */
  andNot: vector2(0x4f),
  /** Bits of `yes` where the mask has ones, of `no` elsewhere. */
  select: (mask: V128, yes: V128, no: V128): V128 => value('v128', yes.bytes, no.bytes, mask.bytes, simd(0x52)),
  any: (a: V128): I32 => value('i32', a.bytes, simd(0x53)),
  /** The upper two 32-bit lanes, twice. */
  upperHalf: (a: V128): V128 =>
    value('v128', a.bytes, a.bytes, simd(0x0d), [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]),
};

const none = 0x40;

/** One statement after the other. */
export function sequence(...statements: readonly Statement[]): Statement {
  return { bytes: statements.flatMap((statement) => statement.bytes) };
}

/** Runs the statements when the condition is not 0. */
export function when(condition: I32, ...statements: readonly Statement[]): Statement {
  return { bytes: [...condition.bytes, 0x04, none, ...sequence(...statements).bytes, 0x0b] };
}

/** Runs the statements as long as the condition is not 0; it is looked at first. */
export function whileTrue(condition: I32, ...statements: readonly Statement[]): Statement {
  const body = sequence(...statements).bytes;
  const again = [0x03, none, ...body, ...condition.bytes, 0x0d, 0, 0x0b];
  return { bytes: [...condition.bytes, 0x04, none, ...again, 0x0b] };
}
