import type { Statement } from '../wasm/code.ts';
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
  /** Multiplies alpha, and the weights' distance from the prior, by the factors, in the changed lanes. */
  readonly rescale: () => void;
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

/** Writes `rescale()`: a strength C follows a smaller one with the solution times sqrt(C' / C). */
function writeRescale(f: FunctionWriter, layout: Layout): void {
  const { vectors, parameters, alpha, rows, weights, columns, priorWeights, prior } = layout;
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
  const scaled =
    (array: number, origin?: number): ((k: number) => Statement) =>
    (k) => {
      const factor = v128.load(i32.const(parameters), parameter.factor + k * 16);
      const changed = v128.load(i32.const(parameters), parameter.changed + k * 16);
      const old = v128.load(at.get, array + k * 16);
      if (origin === undefined) return v128.store(at.get, f32x4.mul(old, factor), array + k * 16);
      const from = v128.load(at.get, origin + k * 16);
      const moved = f32x4.add(from, f32x4.mul(f32x4.sub(old, from), factor));
      return v128.store(at.get, v128.select(changed, moved, old), array + k * 16);
    };
  f.body(walk(rows, scaled(alpha)), walk(columns, scaled(weights, prior ? priorWeights : undefined)));
}

/** The bytes of the kernel for one thread's part of the memory: addresses and shapes are constants in it. */
export function kernelBytes(layout: Layout): Uint8Array<ArrayBuffer> {
  return assemble({
    functions: {
      descend: { parameters: 2, write: (f) => writeDescend(f, layout) },
      loss: { parameters: 2, write: (f) => writeLoss(f, layout) },
      rescale: { parameters: 0, write: (f) => writeRescale(f, layout) },
    },
  });
}
