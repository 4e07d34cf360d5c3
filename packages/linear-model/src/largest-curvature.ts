import { exp } from './numeric.ts';

/** Below this, {@link largestCurvature} spares the exponential; the bound is then at most 17 % too large. */
const shortWay = 0.15;

/**
 * The largest p(1 - p) between two margins, given it at the first: it peaks at 0 and falls on either side. Over a short
 * way a bound does, without an exponential: |d log(p(1 - p)) / dm| = |1 - 2p| < 1, and e^t <= 1 + t + t^2 for t < 1.
 */
export function largestCurvature(from: number, here: number, to: number): number {
  if (from > 0 !== to > 0) return 0.25;
  const inward = from > 0 ? from - to : to - from;
  if (inward <= 0) return here;
  if (inward < shortWay) return here * (1 + inward + inward * inward);
  const p = 1 / (1 + exp(to));
  return p * (1 - p);
}
