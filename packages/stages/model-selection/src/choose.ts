/** A candidate's figures on the validation share. */
export interface Trial {
  readonly strength: number;
  /** Null where nobody there counts. */
  readonly log_loss: number | null;
  /** Null where nobody there fired, or everybody. */
  readonly auc: number | null;
  readonly epochs: number;
  readonly converged: boolean;
}

/**
 * The best candidate by log-loss; of equals the weaker, which is the simpler model. Where the validation share cannot tell
 * (nobody in it fired), the lower middle of the strengths, so that neither extreme is taken blindly.
 *
 * @param trials - by rising strength, at least one
 */
export function chooseTrial(trials: readonly Trial[]): Trial {
  const middle = trials[Math.floor((trials.length - 1) / 2)]!;
  if (middle.auc === null) return middle;
  return trials.reduce((best, trial) => ((trial.log_loss ?? Infinity) < (best.log_loss ?? Infinity) ? trial : best));
}
