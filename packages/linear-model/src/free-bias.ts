/** Where a bias is measured from, how far it is from there, and what resists. */
interface Bias {
  /** b0 */
  readonly origin: number;
  /** d: the sum of alpha y. */
  readonly drift: number;
  /** C */
  readonly strength: number;
  /** Rows learned from, by kind. */
  readonly positives: number;
  readonly negatives: number;
}

/** Of Newton's step. */
const share = 0.5;

/**
 * Where the bias is measured from in the next epoch.
 *
 * Descent keeps b = b0 + d with d = sum alpha y, which is the penalty 1/2 (b - b0)^2. A bias without penalty wants d = 0. It gets there by
 * moving b0 after each epoch, the alphas staying: the method of multipliers for that constraint (Hestenes, Journal of Optimization
 * Theory and Applications 4, 1969), here with Newton's step d (1 + 1 / (C h)). h = sum p (1 - p) is taken where it is largest, with all
 * weights 0, so that no step is too long, and half of it: weights that rise and fall with the bias answer too, as if h were up to twice that.
 */
export function freedOrigin({ origin, drift, strength, positives, negatives }: Bias): number {
  const h = (positives * negatives) / (positives + negatives);
  return origin + share * drift * (1 + 1 / (strength * h));
}
