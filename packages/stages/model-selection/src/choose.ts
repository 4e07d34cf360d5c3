import type { TokenModel } from '@lookalikes/schema';

/** A candidate's figures on the validation share. */
export interface Trial {
  readonly feature_map: TokenModel['feature_map'];
  readonly strength: number;
  readonly prior_strength: number;
  /** Null where nobody there counts. */
  readonly log_loss: number | null;
  /** Null where nobody there fired, or everybody. */
  readonly auc: number | null;
  /** At the share that is to be published. */
  readonly lift: number | null;
  readonly standard_error: number | null;
  readonly epochs: number;
  readonly converged: boolean;
}

/**
 * The best candidate by log-loss; of equals the first, which is the weaker and so the simpler model. Where the validation
 * share cannot tell (nobody in it fired), the lower middle of the first feature map's strengths: neither extreme is taken
 * blindly.
 *
 * @param trials - by feature map in order of preference, then by rising strength; at least one
 */
export function chooseTrial(trials: readonly Trial[]): Trial {
  const preferred = trials.filter(({ feature_map }) => feature_map === trials[0]!.feature_map);
  const middle = preferred[Math.floor((preferred.length - 1) / 2)]!;
  if (middle.auc === null) return middle;
  return trials.reduce((best, trial) => ((trial.log_loss ?? Infinity) < (best.log_loss ?? Infinity) ? trial : best));
}
