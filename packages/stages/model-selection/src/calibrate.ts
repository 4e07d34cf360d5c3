import { plattScaling } from '@lookalikes/linear-model';
import type { Calibration } from '@lookalikes/schema';
import { leftOut, positive } from './examples.ts';

/**
 * Platt scaling of margins of users that the model has not learned from: the ranking stays, the chances become right.
 *
 * @param labels - as `labelsOf` gives them; both classes are there
 * @param rate - the share of all users that were drawn: a negative stands for 1/rate of them
 * @returns null where the margins would have to be turned round: they do not tell who fires
 */
export function calibrate(margins: Float64Array, labels: Uint8Array, rate: number): Calibration | null {
  const weights = Float64Array.from(labels, (label) => (label === positive ? 1 : 1 / rate));
  const scores = margins.map((margin, row) => (labels[row] === leftOut ? NaN : margin));
  const { slope, intercept } = plattScaling(scores, labels, weights);
  return slope > 0 ? { slope, intercept } : null;
}
