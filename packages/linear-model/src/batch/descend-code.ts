import type { Statement, V128 } from '../wasm/code.ts';
import { f32x4, i32, sequence, v128, when, whileTrue } from '../wasm/code.ts';
import type { FunctionWriter, Local } from '../wasm/module.ts';
import type { Layout } from './layout.ts';
import { parameter } from './layout.ts';
import { addToSums, RowCode } from './row-code.ts';
import { exponential, shareOf, signed, signWhereNot } from './vector-math.ts';

/** Up to here e^t <= 1 + t + t^2. */
const farthest = 1.79;

/**
 * Writes `descend(from, to)`: a step of dual coordinate descent for each row of the runs `order[from]` to `order[to - 1]`,
 * in all running lanes at once. The problem and the step are those of {@link LaneSolver}, in 32 bits, with one change: the
 * largest curvature on the way to the trial margin is bounded without a second exponential. p (1 - p) grows by at most
 * e^t over a way of t towards 0, and is at most 1/4.
 *
 * A lane's bits do not depend on its neighbours': where a lane is not learning from the row, its step is 0. Leaving rows with a
 * negligible |f| alone, as the plain solver does, gains nothing here: in 16 lanes there is always one that has to move.
 */
export function writeDescend(f: FunctionWriter, layout: Layout): void {
  const { vectors, parameters, rows, rowsPerRun, order } = layout;
  const [from, to] = [f.parameter(0), f.parameter(1)];
  const code = new RowCode(f, layout);
  const last = f.local('i32');
  const drift = f.locals('v128', vectors);
  const residual = f.locals('v128', vectors);
  const moves = f.locals('v128', vectors);
  const fixedMoves = f.locals('v128', layout.fixedValue > 0 ? vectors : 0);
  const step = stepWriter(f, { layout, code });
  const driftAt = (k: number): number => parameter.drift + k * 16;
  const next = (variable: Local<'i32'>): Statement => variable.set(i32.add(variable.get, i32.const(1)));
  const all = (statement: (k: number) => Statement): Statement =>
    sequence(...Array.from({ length: vectors }, (_, k) => statement(k)));

  f.body(
    all((k) => drift[k]!.set(v128.load(i32.const(parameters), driftAt(k)))),
    whileTrue(
      i32.less(from.get, to.get),
      code.row.set(i32.mul(i32.load(i32.shl(from.get, i32.const(2)), order), i32.const(rowsPerRun))),
      last.set(i32.add(code.row.get, i32.const(rowsPerRun))),
      when(i32.less(i32.const(rows), last.get), last.set(i32.const(rows))),
      all((k) => residual[k]!.set(f32x4.const(0))),
      whileTrue(
        i32.less(code.row.get, last.get),
        code.visit(
          code.gather(layout.weights),
          all((k) => step(k, { drift: drift[k]!, residual: residual[k]!, move: moves[k]!, fixedMove: fixedMoves[k] })),
          when(
            v128.any(moves.map((move) => move.get).reduce(v128.or)),
            code.scatter(
              moves.map((move) => move.get),
              fixedMoves.map((move) => move.get),
            ),
          ),
        ),
        next(code.row),
      ),
      all((k) => addToSums(i32.const(parameters), parameter.sum + k * 32, residual[k]!.get)),
      next(from),
    ),
    all((k) => v128.store(i32.const(parameters), drift[k]!.get, driftAt(k))),
  );
}

interface StepVariables {
  /** What the bias is above where it is measured from. */
  readonly drift: Local<'v128'>;
  readonly residual: Local<'v128'>;
  /** Set to what each entry's weight moves by, before the entry's value. */
  readonly move: Local<'v128'>;
  /** The same for the row's fixed entries, where there are any. */
  readonly fixedMove: Local<'v128'> | undefined;
}

/** The step of one row in the four lanes of a vector, once the row's sum is known. */
function stepWriter(
  f: FunctionWriter,
  { layout, code }: { layout: Layout; code: RowCode },
): (k: number, variables: StepVariables) => Statement {
  const sign = f.local('v128');
  const scale = f.local('v128');
  const margin = f.local('v128');
  const share = f.local('v128');
  const lack = f.local('v128');
  const here = f.local('v128');
  const length = f.local('v128');
  const way = f.local('v128');
  const exp = exponential(f);
  const alphaAt = i32.mul(code.row.get, i32.const(layout.vectors * 16));
  const one = f32x4.const(1);
  const quarter = f32x4.const(0.25);

  return (k, { drift, residual, move, fixedMove }) => {
    const alpha = v128.load(alphaAt, layout.alpha + k * 16);
    const parameters = i32.const(layout.parameters);
    const strength = v128.load(parameters, parameter.strength + k * 16);
    const bias = f32x4.add(v128.load(parameters, parameter.bias + k * 16), drift.get);
    /** f / (1 + C q k) */
    const newton = (curvature: V128): V128 =>
      f32x4.div(lack.get, f32x4.add(one, f32x4.mul(f32x4.mul(strength, length.get), curvature)));
    const relaxed = (step: V128): V128 => f32x4.mul(v128.load(parameters, parameter.relaxation + k * 16), step);
    const bound = f32x4.mul(here.get, f32x4.add(one, f32x4.add(way.get, f32x4.mul(way.get, way.get))));
    const near = f32x4.less(way.get, f32x4.const(farthest));

    return sequence(
      sign.set(code.label(k)),
      code.field(scale, k, 'scale'),
      margin.set(signed(f32x4.add(bias, code.worth(k, scale.get)), sign.get)),
      exp(margin.get, share),
      share.set(shareOf(share.get)),
      lack.set(v128.and(f32x4.sub(f32x4.mul(strength, share.get), alpha), code.mask(k, 'activeBit'))),
      residual.set(f32x4.add(residual.get, f32x4.abs(lack.get))),
      code.field(length, k, 'squaredLength'),
      here.set(f32x4.sub(share.get, f32x4.mul(share.get, share.get))),
      // How far the trial moves the margin towards 0.
      way.set(
        f32x4.fmax(
          signed(f32x4.mul(length.get, newton(here.get)), signWhereNot(f32x4.less(margin.get, f32x4.const(0)))),
          f32x4.const(0),
        ),
      ),
      here.set(v128.select(near, f32x4.fmin(quarter, bound), quarter)),
      lack.set(relaxed(newton(here.get))),
      v128.store(alphaAt, f32x4.add(alpha, lack.get), layout.alpha + k * 16),
      move.set(signed(lack.get, sign.get)),
      drift.set(f32x4.add(drift.get, move.get)),
      fixedMove ? fixedMove.set(f32x4.mul(f32x4.const(layout.fixedValue), move.get)) : sequence(),
      move.set(f32x4.mul(scale.get, move.get)),
    );
  };
}
