import type { I32, Statement, V128 } from '../wasm/code.ts';
import { f32x4, f64x2, i32, i32x4, sequence, v128, whileTrue, when } from '../wasm/code.ts';
import type { FunctionWriter, Local } from '../wasm/module.ts';
import type { Layout } from './layout.ts';
import { parameter, rowBytes, stateBytes } from './layout.ts';
import { signWhereNot } from './vector-math.ts';

/** The code that every walk over rows shares: a row's place, its bits, its sum of weights under each lane. */
export class RowCode {
  readonly row: Local<'i32'>;
  /** The row's bits that count now; 0 when no lane looks at it. */
  readonly bits: Local<'i32'>;
  /** The sum of weights times values. */
  readonly sum: readonly Local<'v128'>[];
  /** The sum of fixed weights times their value; 0 where there are none. */
  readonly fixed: readonly Local<'v128'>[];
  /** The address of a record, or 0. */
  readonly record: Local<'i32'>;
  readonly #layout: Layout;
  readonly #entry: Local<'i32'>;
  readonly #end: Local<'i32'>;
  readonly #column: Local<'i32'>;
  readonly #odd: readonly Local<'v128'>[];
  readonly #value: Local<'v128'>;
  readonly #read: Local<'v128'>;

  constructor(f: FunctionWriter, layout: Layout) {
    this.#layout = layout;
    this.row = f.local('i32');
    this.bits = f.local('i32');
    this.record = f.local('i32');
    this.sum = f.locals('v128', layout.vectors);
    this.fixed = f.locals('v128', layout.fixedValue > 0 ? layout.vectors : 0);
    this.#odd = f.locals('v128', layout.vectors);
    this.#entry = f.local('i32');
    this.#end = f.local('i32');
    this.#column = f.local('i32');
    this.#value = f.local('v128');
    this.#read = f.local('v128');
  }

  /** Reads a row's bits, and runs the statements when a lane looks at it. */
  visit(...statements: readonly Statement[]): Statement {
    const { parameters, states } = this.#layout;
    const state = i32.mul(this.row.get, i32.const(stateBytes));
    const running = i32.load(i32.const(parameters), parameter.running);
    return sequence(
      this.bits.set(i32.and(i32.load(state, states), running)),
      when(this.bits.get, this.record.set(i32.load(state, states + 4)), ...statements),
    );
  }

  /** What an entry of the row is worth, or its squared length + 1, in each lane of a vector. */
  field(into: Local<'v128'>, vector: number, field: 'scale' | 'squaredLength'): Statement {
    const { rowTable, vectors } = this.#layout;
    const [inTable, inRecord] = field === 'scale' ? [8, 0] : [12, vectors * 16];
    return sequence(
      into.set(v128.loadSplat(i32.mul(this.row.get, i32.const(rowBytes)), rowTable + inTable)),
      when(this.record.get, into.set(v128.load(this.record.get, inRecord + vector * 16))),
    );
  }

  /** Sums the row's weights: even and odd entries apart, which halves the chain of additions. */
  gather(weights: number): Statement {
    const { vectors } = this.#layout;
    const add = (into: readonly Local<'v128'>[], entry: number): Statement =>
      sequence(
        this.#open(entry),
        ...into.map((sum, k) =>
          sequence(
            this.#read.set(v128.load(this.#column.get, weights + k * 16)),
            sum.set(f32x4.add(sum.get, this.#valued(this.#thresholded(this.#read, k)))),
          ),
        ),
      );
    return sequence(
      ...this.sum.map((sum) => sum.set(f32x4.const(0))),
      ...this.#odd.map((sum) => sum.set(f32x4.const(0))),
      this.#restart(),
      whileTrue(
        i32.less(i32.add(this.#entry.get, i32.const(4)), this.#end.get),
        add(this.sum, 0),
        add(this.#odd, 4),
        this.#entry.set(i32.add(this.#entry.get, i32.const(8))),
      ),
      when(i32.less(this.#entry.get, this.#end.get), add(this.sum, 0)),
      ...Array.from({ length: vectors }, (_, k) => this.sum[k]!.set(f32x4.add(this.sum[k]!.get, this.#odd[k]!.get))),
      this.#gatherFixed(weights),
    );
  }

  /** The part of the margin that comes from the row's entries, given its scale. */
  worth(vector: number, scale: V128): V128 {
    const scaled = f32x4.mul(scale, this.sum[vector]!.get);
    const fixed = this.fixed[vector];
    return fixed ? f32x4.add(scaled, fixed.get) : scaled;
  }

  /** Sums the weights of the fixed entries, which follow the others. */
  #gatherFixed(weights: number): Statement {
    if (this.#layout.fixedValue === 0) return sequence();
    return sequence(
      ...this.fixed.map((sum) => sum.set(f32x4.const(0))),
      this.#walkFixed(
        ...this.fixed.map((sum, k) =>
          sequence(
            this.#read.set(v128.load(this.#column.get, weights + k * 16)),
            sum.set(f32x4.add(sum.get, this.#thresholded(this.#read, k))),
          ),
        ),
      ),
      ...this.fixed.map((sum) => sum.set(f32x4.mul(sum.get, f32x4.const(this.#layout.fixedValue)))),
    );
  }

  /** Runs the statements for each fixed entry; the column is its offset into the weights. */
  #walkFixed(...statements: readonly Statement[]): Statement {
    const { rowTable, fixedEnds, vectors } = this.#layout;
    return sequence(
      this.#entry.set(i32.load(i32.mul(this.row.get, i32.const(rowBytes)), rowTable + 4)),
      this.#end.set(i32.load(i32.shl(this.row.get, i32.const(2)), fixedEnds)),
      whileTrue(
        i32.less(this.#entry.get, this.#end.get),
        this.#column.set(i32.mul(i32.load(this.#entry.get), i32.const(vectors * 16))),
        ...statements,
        this.#entry.set(i32.add(this.#entry.get, i32.const(4))),
      ),
    );
  }

  /**
   * Adds to the row's weights, then puts what is banned back to 0.
   *
   * @param moves - what the weights move by, before an entry's value
   * @param fixedMoves - what the weights of fixed entries move by; none where there are none
   */
  scatter(moves: readonly V128[], fixedMoves: readonly V128[]): Statement {
    const { weights } = this.#layout;
    const at = this.#column.get;
    const mask = i32.load(this.#entry.get, 4);
    return sequence(
      this.#restart(),
      whileTrue(
        i32.less(this.#entry.get, this.#end.get),
        this.#open(0),
        ...moves.map((move, k) =>
          v128.store(at, f32x4.add(v128.load(at, weights + k * 16), this.#valued(move)), weights + k * 16),
        ),
        this.#entry.set(i32.add(this.#entry.get, i32.const(4))),
      ),
      fixedMoves.length === 0
        ? sequence()
        : this.#walkFixed(
            ...fixedMoves.map((move, k) =>
              v128.store(at, f32x4.add(v128.load(at, weights + k * 16), move), weights + k * 16),
            ),
          ),
      when(
        this.record.get,
        this.#entry.set(i32.load(this.record.get, moves.length * 32)),
        this.#end.set(i32.load(this.record.get, moves.length * 32 + 4)),
        whileTrue(
          i32.less(this.#entry.get, this.#end.get),
          this.#column.set(i32.load(this.#entry.get)),
          ...moves.map((_, k) =>
            v128.store(at, v128.and(v128.load(at, weights + k * 16), v128.load(mask, k * 16)), weights + k * 16),
          ),
          this.#entry.set(i32.add(this.#entry.get, i32.const(8))),
        ),
      ),
    );
  }

  /** Ones where the row is a positive (or is learned from) in the lanes of a vector. */
  mask(vector: number, bit: 'positiveBit' | 'activeBit'): V128 {
    const wanted = v128.load(i32.const(this.#layout.parameters), parameter[bit] + vector * 16);
    return i32x4.equal(v128.and(i32x4.splat(this.bits.get), wanted), wanted);
  }

  /** The sign bit in lanes where the row is a negative: y. */
  label(vector: number): V128 {
    return signWhereNot(this.mask(vector, 'positiveBit'));
  }

  #restart(): Statement {
    const { rowTable } = this.#layout;
    const row = i32.mul(this.row.get, i32.const(rowBytes));
    return sequence(this.#entry.set(i32.load(row, rowTable)), this.#end.set(i32.load(row, rowTable + 4)));
  }

  /** The byte offset of an entry's column, and its value. */
  #open(ahead: number): Statement {
    const { vectors, valued, columnIndex, levels, levelValues } = this.#layout;
    const stride = i32.const(vectors * 16);
    const place = i32.shr(i32.sub(i32.add(this.#entry.get, i32.const(ahead)), i32.const(columnIndex)), i32.const(2));
    const level = i32.shl(i32.load8(place, levels), i32.const(2));
    return sequence(
      this.#column.set(i32.mul(i32.load(this.#entry.get, ahead), stride)),
      valued ? this.#value.set(v128.loadSplat(level, levelValues)) : sequence(),
    );
  }

  #valued(content: V128): V128 {
    return this.#layout.valued ? f32x4.mul(content, this.#value.get) : content;
  }

  /** sign(v) max(|v| - t, 0), as v - min(max(v, -t), t): exactly 0 within the threshold. */
  #thresholded(read: Local<'v128'>, vector: number): V128 {
    if (!this.#layout.soft) return read.get;
    const threshold = v128.load(i32.const(this.#layout.parameters), parameter.threshold + vector * 16);
    const negated = v128.xor(threshold, i32x4.const(0x8000_0000));
    return f32x4.sub(read.get, f32x4.fmin(threshold, f32x4.fmax(negated, read.get)));
  }
}

/** Adds four 32-bit numbers to 64-bit sums in memory. */
export function addToSums(sums: I32, offset: number, content: V128): Statement {
  const add = (half: V128, at: number): Statement =>
    v128.store(sums, f64x2.add(v128.load(sums, at), f64x2.promoteLow(half)), at);
  return sequence(add(content, offset), add(v128.upperHalf(content), offset + 16));
}
