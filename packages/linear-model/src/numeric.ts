/*
 * Elementary functions from plain 64-bit multiply, add, divide and square root, which IEEE 754 defines to the bit and
 * JavaScript never fuses. Math.exp and Math.log are "implementation-approximated" in ECMAScript, so they could differ
 * between engines. Relative error below 1e-14.
 */

const stepsPerOctave = 32;
/** ln 2 / 32 in two parts, the first with trailing zeros so that k times it is exact (as in fdlibm's e_exp.c). */
const stepHigh = 6.9314718036912381649e-1 / stepsPerOctave;
const stepLow = 1.90821492927058770002e-10 / stepsPerOctave;
const stepsPerUnit = stepsPerOctave / Math.LN2;
const lowestPower = -1022;

/** 2^(j/32), from square roots, which are correctly rounded everywhere. */
const fractions = Float64Array.from({ length: stepsPerOctave }, (_, j) => {
  let product = 1;
  let root = 2;
  for (let bit = stepsPerOctave >> 1; bit > 0; bit >>= 1) {
    root = Math.sqrt(root);
    if (j & bit) product *= root;
  }
  return product;
});

/** 2^(i + lowestPower), by doubling. */
const powers = new Float64Array(1024 - lowestPower);
for (let i = 0, power = 2 ** lowestPower; i < powers.length; i++, power *= 2) powers[i] = power;

/** e^x: Infinity from 709, 0 below -708, NaN for NaN. */
export function exp(x: number): number {
  if (!(x < 709)) return x >= 709 ? Infinity : NaN;
  if (x < -708) return 0;
  const t = x * stepsPerUnit;
  const k = (t < 0 ? t - 0.5 : t + 0.5) | 0;
  const r = x - k * stepHigh - k * stepLow;
  const r2 = r * r;
  const series = 1 + r + r2 * (1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120)));
  return series * fractions[k & (stepsPerOctave - 1)]! * powers[(k >> 5) - lowestPower]!;
}

/** 2 atanh(u) = log((1 + u) / (1 - u)) for |u| < 0.18, by its odd series. */
function twiceArtanh(u: number): number {
  const s = u * u;
  const tail = 1 / 11 + s * (1 / 13 + s * (1 / 15 + s * (1 / 17 + s * (1 / 19))));
  return 2 * u * (1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * tail)))));
}

/** The natural logarithm of a positive, finite x. */
export function log(x: number): number {
  let k = 0;
  let mantissa = x;
  for (; mantissa > Math.SQRT2; mantissa /= 2) k++;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) k--;
  return k * Math.LN2 + twiceArtanh((mantissa - 1) / (mantissa + 1));
}

/** log(1 + e^x) without overflow or cancellation. */
export function softplus(x: number): number {
  const e = exp(x > 0 ? -x : x);
  const tail =
    e <= 0.414 ? twiceArtanh(e / (2 + e)) : Math.LN2 / 2 + twiceArtanh((1 + e - Math.SQRT2) / (1 + e + Math.SQRT2));
  return x > 0 ? x + tail : tail;
}

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + exp(-x));
}
