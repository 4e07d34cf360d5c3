import { LinearModelError } from './error.ts';
import { log, logistic } from './numeric.ts';

/**
 * The probability of a margin: 1 / (1 + exp(-margin)).
 *
 * @example probability(0); // 0.5
 */
export function probability(margin: number): number {
  return logistic(margin);
}

/**
 * The bias of the whole population, for a model whose negatives were sampled: keeping a share `rate` of them multiplies the
 * odds by 1 / rate, so the bias falls by log(1 / rate) (King & Zeng, "Logistic regression in rare events data",
 * Political Analysis 9, 2001).
 *
 * @param bias - as learned on the sample
 * @param rate - the share of negatives kept: above 0, at most 1
 * @throws LinearModelError `invalid-argument` for a rate out of range.
 * @example correctPrior(fit.bias, 0.15);
 */
export function correctPrior(bias: number, rate: number): number {
  if (!(rate > 0 && rate <= 1)) {
    throw new LinearModelError('invalid-argument', `correctPrior: rate is ${rate}; expected above 0 and at most 1.`);
  }
  return bias + log(rate);
}
