import type { Statement, V128 } from '../wasm/code.ts';
import { f32x4, i32, sequence, v128, when, whileTrue } from '../wasm/code.ts';
import type { FunctionWriter, Local } from '../wasm/module.ts';
import { assemble } from '../wasm/module.ts';

/** Bytes a row of the table: address of the first entry, address past the last, scale (a float), out: met a flagged column. */
export const scoreRowBytes = 16;

/** Where a chunk of rows and a group of models lie; all are addresses but the last. */
export interface ScoreCall {
  /** The weights of the group: 16 bytes a vector, the vectors of a column side by side. */
  readonly weights: number;
  readonly biases: number;
  readonly rowTable: number;
  readonly past: number;
  /** The score of the first row under the first model of the group. */
  readonly out: number;
  readonly bytesPerRow: number;
}

/** By number of vectors, 1 to 4: scores a chunk of rows under a group of models. */
export type ScoreFunction = (...places: readonly number[]) => void;

/** Addresses that are the same for all calls. */
export interface ScorePlaces {
  /** One byte a column: 1 where a model bans it. */
  readonly flags: number;
  readonly columnIndex: number;
  readonly levels: number;
  readonly levelValues: number;
}

/** The places of a call in the order of the parameters. */
export const parametersOf = (call: ScoreCall): number[] => [
  call.weights,
  call.biases,
  call.rowTable,
  call.past,
  call.out,
  call.bytesPerRow,
];

interface Variant {
  readonly vectors: number;
  readonly valued: boolean;
  readonly places: ScorePlaces;
}

/**
 * Writes: bias + scale (even + odd), where even and odd are the sums over a row's entries of even and odd place, all in
 * 32 bits; for a row that holds a flagged column, the sum alone. The plain code of {@link scoreRows} does the same operations in the same order, so the bits are the same.
 */
function writeScore(f: FunctionWriter, { vectors, valued, places }: Variant): void {
  const [weights, biases, row, past, out, bytesPerRow] = Array.from({ length: 6 }, (_, n) => f.parameter(n)) as [
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
    Local<'i32'>,
  ];
  const entry = f.local('i32');
  const end = f.local('i32');
  const column = f.local('i32');
  const flagged = f.local('i32');
  const value = f.local('v128');
  const even = f.locals('v128', vectors);
  const odd = f.locals('v128', vectors);
  const add = (into: readonly Local<'v128'>[], ahead: number): Statement => {
    const place = i32.shr(i32.sub(i32.add(entry.get, i32.const(ahead)), i32.const(places.columnIndex)), i32.const(2));
    const level = i32.shl(i32.load8(place, places.levels), i32.const(2));
    const times = (content: V128): V128 => (valued ? f32x4.mul(content, value.get) : content);
    return sequence(
      column.set(i32.load(entry.get, ahead)),
      flagged.set(i32.or(flagged.get, i32.load8(column.get, places.flags))),
      valued ? value.set(v128.loadSplat(level, places.levelValues)) : sequence(),
      column.set(i32.add(weights.get, i32.mul(column.get, i32.const(vectors * 16)))),
      ...into.map((sum, k) => sum.set(f32x4.add(sum.get, times(v128.load(column.get, k * 16))))),
    );
  };
  f.body(
    whileTrue(
      i32.less(row.get, past.get),
      entry.set(i32.load(row.get)),
      end.set(i32.load(row.get, 4)),
      flagged.set(i32.const(0)),
      ...[...even, ...odd].map((sum) => sum.set(f32x4.const(0))),
      whileTrue(
        i32.less(i32.add(entry.get, i32.const(4)), end.get),
        add(even, 0),
        add(odd, 4),
        entry.set(i32.add(entry.get, i32.const(8))),
      ),
      when(i32.less(entry.get, end.get), add(even, 0)),
      ...even.map((sum, k) => sum.set(f32x4.add(sum.get, odd[k]!.get))),
      when(
        i32.eqz(flagged.get),
        value.set(v128.loadSplat(row.get, 8)),
        ...even.map((sum, k) => sum.set(f32x4.add(v128.load(biases.get, k * 16), f32x4.mul(value.get, sum.get)))),
      ),
      ...even.map((sum, k) => v128.store(out.get, sum.get, k * 16)),
      i32.store(row.get, flagged.get, 12),
      out.set(i32.add(out.get, bytesPerRow.get)),
      row.set(i32.add(row.get, i32.const(scoreRowBytes))),
    ),
  );
}

/** The bytes of a module with `presence1` to `presence4` and `valued1` to `valued4`: by number of vectors. */
export function scoreBytes(places: ScorePlaces): Uint8Array<ArrayBuffer> {
  const variants = [1, 2, 3, 4].flatMap((vectors) => [false, true].map((valued) => ({ vectors, valued, places })));
  const functions = variants.map((variant) => [
    scoreName(variant),
    { parameters: 6, write: (f: FunctionWriter) => writeScore(f, variant) },
  ]);
  return assemble({ functions: Object.fromEntries(functions) as Parameters<typeof assemble>[0]['functions'] });
}

/** The export that scores with so many vectors. */
export const scoreName = ({ vectors, valued }: { vectors: number; valued: boolean }): string =>
  `${valued ? 'valued' : 'presence'}${vectors}`;
