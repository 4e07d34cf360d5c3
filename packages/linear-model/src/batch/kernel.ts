import type { Statement, V128 } from '../wasm/code.ts';
import { f32x4, i32, i32x4, sequence, v128, whileTrue } from '../wasm/code.ts';
import type { FunctionWriter } from '../wasm/module.ts';
import { assemble } from '../wasm/module.ts';
import { writeDescend } from './descend-code.ts';
import type { Layout } from './layout.ts';
import { parameter } from './layout.ts';
import { addToSums, RowCode } from './row-code.ts';
import { signed, softplus } from './vector-math.ts';

/** The functions of an assembled kernel; they work on one thread's part of the memory. */
export interface Kernel {
  /** See {@link writeDescend}. */
  readonly descend: (from: number, to: number) => void;
  /** Adds the loss of the rows `from` to `to - 1` under the snapshot to the sums, in the running lanes. */
  readonly loss: (from: number, to: number) => void;
  /** Puts the first guess at the next strength in place of alpha and the weights, in the changed lanes, and keeps what they were. */
  readonly carryOver: () => void;
}

/** Writes `loss(from, to)`: sum of log(1 + e^-m), m = y (bias + scale sum of weights), into 64-bit sums. */
function writeLoss(f: FunctionWriter, layout: Layout): void {
  const { vectors, parameters, snapshot } = layout;
  const [from, to] = [f.parameter(0), f.parameter(1)];
  const code = new RowCode(f, layout);
  const scale = f.local('v128');
  const margin = f.local('v128');
  const loss = f.local('v128');
  const soft = softplus(f);
  const lanes = (k: number): Statement => {
    const bias = v128.load(i32.const(parameters), parameter.snapshotBias + k * 16);
    const negated = v128.xor(code.label(k), i32x4.const(0x8000_0000));
    return sequence(
      code.field(scale, k, 'scale'),
      margin.set(signed(f32x4.add(bias, code.worth(k, scale.get)), negated)),
      soft(margin, loss),
      addToSums(i32.const(parameters), parameter.sum + k * 32, v128.and(loss.get, code.mask(k, 'activeBit'))),
    );
  };
  f.body(
    code.row.set(from.get),
    whileTrue(
      i32.less(code.row.get, to.get),
      code.visit(code.gather(snapshot), ...Array.from({ length: vectors }, (_, k) => lanes(k))),
      code.row.set(i32.add(code.row.get, i32.const(1))),
    ),
  );
}

/** Where a solution lies, the one before it, and what both are measured from. */
interface Solutions {
  readonly at: number;
  readonly before: number;
  readonly origin?: number | undefined;
}

/** Writes `carryOver()`: alpha and the weights' distance from the prior times the factors that {@link carryOver} found. */
function writeCarryOver(f: FunctionWriter, layout: Layout): void {
  const { vectors, parameters, rows, columns, long } = layout;
  const at = f.local('i32');
  const stride = vectors * 16;
  const walk = (count: number, content: (k: number) => Statement): Statement =>
    sequence(
      at.set(i32.const(0)),
      whileTrue(
        i32.less(at.get, i32.const(count * stride)),
        ...Array.from({ length: vectors }, (_, k) => content(k)),
        at.set(i32.add(at.get, i32.const(stride))),
      ),
    );
  const old = f.local('v128');
  const guess =
    ({ at: array, before, origin }: Solutions): ((k: number) => Statement) =>
    (k) => {
      const read = (from: number): V128 => v128.load(at.get, from + k * 16);
      const factor = (name: 'latest' | 'earlier'): V128 => v128.load(i32.const(parameters), parameter[name] + k * 16);
      const changed = v128.load(i32.const(parameters), parameter.changed + k * 16);
      const away = (from: V128): V128 => (origin === undefined ? from : f32x4.sub(from, read(origin)));
      const ofLatest = f32x4.mul(away(old.get), factor('latest'));
      const sum = long ? f32x4.add(ofLatest, f32x4.mul(away(read(before)), factor('earlier'))) : ofLatest;
      const moved = origin === undefined ? sum : f32x4.add(read(origin), sum);
      const store = (to: number, content: V128, otherwise: V128): Statement =>
        v128.store(at.get, v128.select(changed, content, otherwise), to + k * 16);
      return sequence(
        old.set(read(array)),
        store(array, moved, old.get),
        long ? store(before, old.get, read(before)) : sequence(),
      );
    };
  f.body(
    walk(rows, guess({ at: layout.alpha, before: layout.earlierAlpha })),
    walk(
      columns,
      guess({
        at: layout.weights,
        before: layout.earlierWeights,
        origin: layout.prior ? layout.priorWeights : undefined,
      }),
    ),
  );
}

/** The bytes of the kernel for one thread's part of the memory: addresses and shapes are constants in it. */
export function kernelBytes(layout: Layout): Uint8Array<ArrayBuffer> {
  return assemble({
    functions: {
      descend: { parameters: 2, write: (f) => writeDescend(f, layout) },
      loss: { parameters: 2, write: (f) => writeLoss(f, layout) },
      carryOver: { parameters: 0, write: (f) => writeCarryOver(f, layout) },
    },
  });
}
