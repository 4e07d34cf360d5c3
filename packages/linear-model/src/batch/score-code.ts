import type { Statement, V128 } from '../wasm/code.ts';
import { f32x4, i32, sequence, v128, when, whileTrue } from '../wasm/code.ts';
import type { FunctionWriter, Local } from '../wasm/module.ts';
import { assemble } from '../wasm/module.ts';

/**
 * Bytes a row of the table: address of the first entry, address past the last, scale (a float), out: met a flagged column;
 * then the address past the last fixed entry, which start where the others end, and their value (a float).
 */
export const scoreRowBytes = 32;

/** Where things lie; all are addresses. They are constants in the code. */
export interface ScorePlaces {
  /** One byte a column: 1 where a model bans it. Absent: nobody bans any. */
  readonly flags: number | undefined;
  readonly rowTable: number;
  readonly columnIndex: number;
  readonly levels: number;
  readonly levelValues: number;
  /** The scores of a row under all models, side by side. */
  readonly out: number;
  readonly models: number;
  readonly groups: readonly ScoreGroup[];
}

/** Models whose weights of a column lie side by side, in vectors of 4. */
interface ScoreGroup {
  /** The number of its first model. */
  readonly first: number;
  readonly vectors: number;
  readonly weights: number;
  readonly biases: number;
}

/** Scores the rows of the table up to an address, under a group of models. */
export type ScoreFunction = (past: number) => void;

/** What a function is written for. */
interface Variant {
  readonly group: ScoreGroup;
  readonly valued: boolean;
  readonly places: ScorePlaces;
}

/**
 * Writes: bias + (scale (even + odd) + value fixed), where even and odd are the sums over a row's entries of even and odd
 * place, and fixed that over the fixed ones, all in 32 bits; for a row that holds a flagged column, even + odd alone. The plain
 * code of {@link scoreRows} does the same operations in the same order, so the bits are the same.
 */
function writeScore(f: FunctionWriter, { group, valued, places }: Variant): void {
  const { vectors, weights } = group;
  const past = f.parameter(0);
  const row = f.local('i32');
  const out = f.local('i32');
  const entry = f.local('i32');
  const end = f.local('i32');
  const column = f.local('i32');
  const flagged = f.local('i32');
  const value = f.local('v128');
  const even = f.locals('v128', vectors);
  const odd = f.locals('v128', vectors);
  const fixed = odd;
  const open = (ahead: number): Statement => column.set(i32.mul(i32.load(entry.get, ahead), i32.const(vectors * 16)));
  const add = (into: readonly Local<'v128'>[], ahead: number): Statement => {
    const place = i32.shr(i32.sub(i32.add(entry.get, i32.const(ahead)), i32.const(places.columnIndex)), i32.const(2));
    const level = i32.shl(i32.load8(place, places.levels), i32.const(2));
    const times = (content: V128): V128 => (valued ? f32x4.mul(content, value.get) : content);
    return sequence(
      places.flags === undefined
        ? sequence()
        : flagged.set(i32.or(flagged.get, i32.load8(i32.load(entry.get, ahead), places.flags))),
      valued ? value.set(v128.loadSplat(level, places.levelValues)) : sequence(),
      open(ahead),
      ...into.map((sum, k) => sum.set(f32x4.add(sum.get, times(v128.load(column.get, weights + k * 16))))),
    );
  };
  f.body(
    row.set(i32.const(places.rowTable)),
    out.set(i32.const(places.out + group.first * 4)),
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
        ...even.map((sum) => sum.set(f32x4.mul(value.get, sum.get))),
        entry.set(end.get),
        end.set(i32.load(row.get, 16)),
        when(
          i32.less(entry.get, end.get),
          ...fixed.map((sum) => sum.set(f32x4.const(0))),
          whileTrue(
            i32.less(entry.get, end.get),
            open(0),
            ...fixed.map((sum, k) => sum.set(f32x4.add(sum.get, v128.load(column.get, weights + k * 16)))),
            entry.set(i32.add(entry.get, i32.const(4))),
          ),
          value.set(v128.loadSplat(row.get, 20)),
          ...even.map((sum, k) => sum.set(f32x4.add(sum.get, f32x4.mul(value.get, fixed[k]!.get)))),
        ),
        ...even.map((sum, k) => sum.set(f32x4.add(v128.load(i32.const(group.biases), k * 16), sum.get))),
      ),
      ...even.map((sum, k) => v128.store(out.get, sum.get, k * 16)),
      i32.store(row.get, flagged.get, 12),
      out.set(i32.add(out.get, i32.const(places.models * 4))),
      row.set(i32.add(row.get, i32.const(scoreRowBytes))),
    ),
  );
}

/** The bytes of a module with a {@link ScoreFunction} for each group, without and with levels; see {@link scoreName}. */
export function scoreBytes(places: ScorePlaces): Uint8Array<ArrayBuffer> {
  const variants = places.groups.flatMap((group) => [false, true].map((valued) => ({ group, valued, places })));
  const functions = variants.map((variant) => [
    scoreName(places.groups.indexOf(variant.group), variant.valued),
    { parameters: 1, write: (f: FunctionWriter) => writeScore(f, variant) },
  ]);
  return assemble({ functions: Object.fromEntries(functions) as Parameters<typeof assemble>[0]['functions'] });
}

/** The export that scores under the n-th group, of matrices with levels or without. */
export const scoreName = (group: number, valued: boolean): string => `${valued ? 'valued' : 'presence'}${group}`;
