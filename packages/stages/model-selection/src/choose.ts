import type { Fit } from '@lookalikes/linear-model';
import type { TokenModel, WeightPrior } from '@lookalikes/schema';
import type { Criterion, Figures, Judged } from './criterion.ts';
import { merit, standardError } from './criterion.ts';

/** A candidate's figures on the rows that judge. */
export interface Trial extends Figures {
  readonly feature_map: TokenModel['feature_map'];
  readonly prior: WeightPrior;
  readonly strength: number;
  /** Of the criterion's difference from the best candidate's; null but for the best strength of each feature map and prior. */
  readonly standard_error: number | null;
  readonly epochs: number;
  readonly converged: boolean;
}

/** A candidate with its margins, and the fits that gave them. */
export interface Candidate {
  readonly trial: Trial;
  readonly judged: Judged;
  /** One a part of the rows that judge. */
  readonly fits: readonly Fit[];
  /** The strength of the first fit that its prior is made of; its own where it has none. */
  readonly firstStrength: number;
}

/** The better of two by the criterion; of equals the first, which is the weaker and so the simpler. */
export const better = (criterion: Criterion, one: Candidate, other: Candidate): Candidate =>
  merit(criterion, other.trial) > merit(criterion, one.trial) ? other : one;

/**
 * The best by the criterion; but a candidate that comes earlier in the order of preference is taken where the best is ahead of it by
 * no more than the noise allowed, in standard errors of the difference: few hits cannot tell them apart.
 *
 * @param candidates - the best of each feature map and prior, in order of preference; at least one, with both classes among the rows
 * @returns the chosen one, and the standard errors by candidate
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  { criterion, noise }: { readonly criterion: Criterion; readonly noise: number },
): { readonly chosen: Candidate; readonly errors: readonly (number | null)[] } {
  const best = candidates.reduce((one, other) => better(criterion, one, other));
  const errors = candidates.map((one) => (one === best ? null : standardError(criterion, best.judged, one.judged)));
  const chosen = candidates.find((one, at) => {
    const behind = merit(criterion, best.trial) - merit(criterion, one.trial);
    return behind <= noise * (errors[at] ?? 0);
  });
  return { chosen: chosen ?? best, errors };
}

/**
 * Where nobody fired, or everybody: the lower middle of the preferred feature map's strengths, neither extreme.
 *
 * @param trials - by feature map in order of preference, then by rising strength; at least one
 */
export function middleTrial(trials: readonly Trial[]): Trial {
  const preferred = trials.filter(({ feature_map }) => feature_map === trials[0]!.feature_map);
  return preferred[Math.floor((preferred.length - 1) / 2)]!;
}
