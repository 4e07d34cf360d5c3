/** Up to about this, C q leaves the tolerance as it is. */
const large = 20;

/** Down to about this, C q leaves the tolerance as it is; below, it is at most four times as strict. */
const small = 0.2;

/**
 * What the sum over rows of |C p - alpha|, as an epoch meets them, has to be below for a fit to end: tolerance times C times the positives;
 * less where C q is large, as what is left open then moves margins more, and they are slow to settle; less, too, where it is small, as
 * margins then differ by little and their order tells more: at C q = 0.1 the AUC of held-out rows is off three times as much as at 40.
 *
 * @param of.strength - C
 * @param of.squaredLength - q: the mean of |x|^2 + 1
 */
export function residualAllowed(
  tolerance: number,
  of: { readonly strength: number; readonly squaredLength: number; readonly positives: number },
): number {
  const felt = of.strength * of.squaredLength;
  return (tolerance * of.strength * of.positives) / (1 + felt / large + Math.min(3, small / felt));
}
