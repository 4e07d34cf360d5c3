import type { Statement, V128 } from '../wasm/code.ts';
import { f32x4, i32x4, sequence, v128 } from '../wasm/code.ts';
import type { FunctionWriter, Local } from '../wasm/module.ts';

const one = f32x4.const(1);
const signBit = i32x4.const(0x8000_0000);

/** 1.5 * 2^23: adding it rounds to a whole number and leaves that number in the low bits of the significand. */
const roundingBias = f32x4.const(12_582_912);
/** ln 2 in two parts, the first with few bits, so that a whole number times it is exact. */
const ln2High = f32x4.const(0.693359375);
const ln2Low = f32x4.const(-2.1219444e-4);

/** e^r for |r| <= ln(2) / 2 as 1 + r (...), highest power first (Arm Optimized Routines, math/aarch64/advsimd/expf.c). */
const series = [0.008247390389442444, 0.04189976677298546, 0.16668395698070526, 0.4999912679195404, 0.9999994039535522];

/** a + r (b + r (c + ...)), highest power first. */
function polynomial(r: V128, coefficients: readonly number[]): V128 {
  const [highest, ...others] = coefficients.map((c) => f32x4.const(c));
  return others.reduce((sum, next) => f32x4.add(next, f32x4.mul(sum, r)), highest!);
}

/**
 * e^x of four numbers, x cut to [-87, 87], to a relative error of about 2e-7: a polynomial of degree 5 times a power of 2
 * made in the exponent's bits. Plain multiply and add only.
 */
export function exponential(f: FunctionWriter): (x: V128, into: Local<'v128'>) => Statement {
  const [cut, power, rest] = f.locals('v128', 3) as [Local<'v128'>, Local<'v128'>, Local<'v128'>];
  return (x, into) => {
    const whole = f32x4.sub(power.get, roundingBias);
    return sequence(
      cut.set(f32x4.fmax(f32x4.const(-87), f32x4.fmin(f32x4.const(87), x))),
      power.set(f32x4.add(f32x4.mul(cut.get, f32x4.const(Math.LOG2E)), roundingBias)),
      rest.set(f32x4.sub(f32x4.sub(cut.get, f32x4.mul(whole, ln2High)), f32x4.mul(whole, ln2Low))),
      into.set(i32x4.add(polynomial(rest.get, [...series, 1]), i32x4.shl(power.get, 23))),
    );
  };
}

/**
 * log(1 + e^x) of four numbers: max(x, 0) + log(1 + u), u = e^-|x|, by the odd series of 2 atanh(u / (2 + u)), which keeps
 * small u exact.
 */
export function softplus(f: FunctionWriter): (x: Local<'v128'>, into: Local<'v128'>) => Statement {
  const exp = exponential(f);
  const [ratio, square] = f.locals('v128', 2) as [Local<'v128'>, Local<'v128'>];
  const odd = [1 / 13, 1 / 11, 1 / 9, 1 / 7, 1 / 5, 1 / 3, 1];
  return (x, into) =>
    sequence(
      exp(v128.or(x.get, signBit), into),
      ratio.set(f32x4.div(into.get, f32x4.add(f32x4.const(2), into.get))),
      square.set(f32x4.mul(ratio.get, ratio.get)),
      into.set(
        f32x4.add(
          f32x4.fmax(x.get, f32x4.const(0)),
          f32x4.mul(f32x4.add(ratio.get, ratio.get), polynomial(square.get, odd)),
        ),
      ),
    );
}

/** 1 / (1 + e), for e = e^x. */
export function shareOf(e: V128): V128 {
  return f32x4.div(one, f32x4.add(one, e));
}

/** The number, negated where the sign vector has its bit. */
export const signed = (number: V128, sign: V128): V128 => v128.xor(number, sign);

/** The sign bit where the mask has none. */
export const signWhereNot = (mask: V128): V128 => v128.andNot(signBit, mask);
