import type { Statement, Value, ValueType } from './code.ts';
import { sequence, unsigned } from './code.ts';

/** A variable of a function. */
export interface Local<T extends ValueType> {
  readonly get: Value<T>;
  readonly set: (value: Value<T>) => Statement;
}

/** A function under construction: its parameters (all i32) and its locals. */
export class FunctionWriter {
  readonly #parameters: number;
  readonly #locals: ValueType[] = [];
  #body: Statement = { bytes: [] };

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** The n-th parameter. */
  parameter(n: number): Local<'i32'> {
    return local('i32', n);
  }

  /** A new local variable, 0 at first. */
  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type);
    return local(type, this.#parameters + this.#locals.length - 1);
  }

  /** As many new local variables. */
  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  body(...statements: readonly Statement[]): void {
    this.#body = sequence(...statements);
  }

  /** The function's entry of the code section. */
  encode(): number[] {
    const locals = this.#locals.flatMap((type) => [1, typeCodes[type]]);
    const code = [...unsigned(this.#locals.length), ...locals, ...this.#body.bytes, 0x0b];
    return [...unsigned(code.length), ...code];
  }
}

const typeCodes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

function local<T extends ValueType>(type: T, index: number): Local<T> {
  const at = unsigned(index);
  return {
    get: { type, bytes: [0x20, ...at] },
    set: (value) => ({ bytes: [...value.bytes, 0x21, ...at] }),
  };
}

const section = (id: number, entries: readonly (readonly number[])[]): number[] => {
  const body = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(body.length), ...body];
};
const text = (name: string): number[] => [name.length, ...new TextEncoder().encode(name)];

/** What an assembled module is made of. */
export interface ModuleSource {
  /** By export name: the number of parameters, all i32, and what writes the body. Nothing is returned. */
  readonly functions: Readonly<Record<string, { parameters: number; write: (f: FunctionWriter) => void }>>;
}

const largestPages = 65_536;

/** "\0asm", version 1. */
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const functionKind = 0;

/** The bytes of a WebAssembly module. It imports a shared memory of any size as `env.memory`. */
export function assemble({ functions }: ModuleSource): Uint8Array<ArrayBuffer> {
  const names = Object.keys(functions);
  const all = Object.values(functions);
  const types = all.map(({ parameters }) => [0x60, parameters, ...Array<number>(parameters).fill(0x7f), 0]);
  const sharedWithMaximum = 3;
  const memory = [...text('env'), ...text('memory'), 2, sharedWithMaximum, ...unsigned(1), ...unsigned(largestPages)];
  const codes = all.map(({ parameters, write }) => {
    const writer = new FunctionWriter(parameters);
    write(writer);
    return writer.encode();
  });
  const exported = names.map((name, at) => text(name).concat(functionKind, unsigned(at)));
  const parts = [
    header,
    section(1, types),
    section(2, [memory]),
    section(
      3,
      all.map((_, at) => unsigned(at)),
    ),
    section(7, exported),
    section(10, codes),
  ];
  return Uint8Array.from(parts.flat());
}
