/** Up to about this, C q leaves the tolerance as it is. */
const harmless = 20;

/**
 * What the sum over rows of |C p - alpha|, as an epoch meets them, has to be below for a fit to end: tolerance times C times the positives;
 * less where C q is large, as what is left open then moves margins more, and they are slow to settle.
 *
 * @param of.strength - C
 * @param of.squaredLength - q: the mean of |x|^2 + 1
 */
export function residualAllowed(
  tolerance: number,
  of: { readonly strength: number; readonly squaredLength: number; readonly positives: number },
): number {
  return (tolerance * of.strength * of.positives) / (1 + (of.strength * of.squaredLength) / harmless);
}
