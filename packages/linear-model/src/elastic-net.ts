/*
 * Elastic net by the same descent: the penalty (1 - r)/2 |w - w0|^2 + r |w|_1 and a strength C are those of
 * 1/2 |w - w0|^2 + t |w|_1 with t = r / (1 - r) and C / (1 - r), and its weights are soft(v, t) of v = w0 + sum alpha y x
 * (Shalev-Shwartz & Zhang, "Accelerated proximal stochastic dual coordinate ascent", Mathematical Programming 155, 2016).
 * soft() never moves a margin further than v does, so the bound on a step's curvature holds as it is.
 */

/** t, by the share r of the penalty that is the sum of |w|. */
export const thresholdOf = (l1Ratio: number): number => l1Ratio / (1 - l1Ratio);

/** sign(v) max(|v| - t, 0). */
export function thresholded(value: number, threshold: number): number {
  return value > threshold ? value - threshold : value < -threshold ? value + threshold : 0;
}
