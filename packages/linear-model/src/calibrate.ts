import { LinearModelError } from './error.ts';
import { logistic, softplus } from './numeric.ts';
import type { Scores } from './scored.ts';
import { checkLengths } from './scored.ts';

/** A margin z is calibrated as `slope * z + intercept`; {@link probability} of that is the probability. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

const steps = 100;

/**
 * Platt scaling: the logistic regression of the labels on the margins, on rows that the model has not learned from. Rows
 * with NaN are left out. The labels are softened to (P + 1) / (P + 2) and 1 / (N + 2), so that few rows, or rows that the
 * margins tell apart, give no infinite slope (Platt 1999). Newton's method with halving, as in Lin, Lin & Weng, "A note on
 * Platt's probabilistic outputs for support vector machines", Machine Learning 68 (2007).
 *
 * @param labels - 1 for a positive, 0 for a negative
 * @param weights - as in {@link auc}
 * @throws LinearModelError `invalid-argument` when the lengths differ, or a class is missing.
 * @example
 * const { slope, intercept } = plattScaling(margins, labels);
 * probability(slope * margins[0]! + intercept);
 */
export function plattScaling(margins: Scores, labels: Uint8Array, weights?: Float64Array): Calibration {
  checkLengths('plattScaling', margins, { labels, weights });
  const rows = examples(margins, labels, weights);
  const { positives, negatives } = rows;
  if (positives === 0 || negatives === 0) {
    throw new LinearModelError(
      'invalid-argument',
      `plattScaling: the rows with a margin weigh ${positives} as positives and ${negatives} as negatives; expected both above 0.`,
    );
  }
  let at: Calibration = { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) };
  let loss = lossOf(rows, at);
  for (let step = 0; step < steps; step++) {
    const way = newton(rows, at);
    let size = 1;
    let next = at;
    let nextLoss = loss;
    for (; size > 1e-10; size /= 2) {
      next = { slope: at.slope - size * way.slope, intercept: at.intercept - size * way.intercept };
      nextLoss = lossOf(rows, next);
      if (nextLoss < loss) break;
    }
    // No smaller loss along Newton's way: as close as 64 bits get.
    if (!(nextLoss < loss)) return at;
    at = next;
    loss = nextLoss;
  }
  return at;
}

interface Examples {
  readonly margins: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

function examples(scores: Scores, labels: Uint8Array, weights: Float64Array | undefined): Examples {
  const kept = Int32Array.from(scores.keys()).filter((row) => !Number.isNaN(scores[row]!));
  const pick = (value: (row: number) => number): Float64Array => Float64Array.from(kept, value);
  const weight = pick((row) => (weights ? weights[row]! : 1));
  let positives = 0;
  let negatives = 0;
  kept.forEach((row, n) => {
    if (labels[row] === 1) positives += weight[n]!;
    else negatives += weight[n]!;
  });
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  return {
    margins: pick((row) => scores[row]!),
    targets: pick((row) => (labels[row] === 1 ? high : low)),
    weights: weight,
    positives,
    negatives,
  };
}

/** Cross entropy to the softened labels: log(1 + e^z) - t z. */
function lossOf({ margins, targets, weights }: Examples, { slope, intercept }: Calibration): number {
  let loss = 0;
  for (let n = 0; n < margins.length; n++) {
    const z = slope * margins[n]! + intercept;
    loss += weights[n]! * (softplus(z) - targets[n]! * z);
  }
  return loss;
}

/** The Newton step, the Hessian kept positive by a small ridge. */
function newton({ margins, targets, weights }: Examples, { slope, intercept }: Calibration): Calibration {
  const ridge = 1e-12;
  let [g1, g2, h11, h12, h22] = [0, 0, ridge, 0, ridge];
  for (let n = 0; n < margins.length; n++) {
    const x = margins[n]!;
    const p = logistic(slope * x + intercept);
    const gap = weights[n]! * (p - targets[n]!);
    const curvature = weights[n]! * p * (1 - p);
    g1 += gap * x;
    g2 += gap;
    h11 += curvature * x * x;
    h12 += curvature * x;
    h22 += curvature;
  }
  const determinant = h11 * h22 - h12 * h12;
  return { slope: (h22 * g1 - h12 * g2) / determinant, intercept: (h11 * g2 - h12 * g1) / determinant };
}
