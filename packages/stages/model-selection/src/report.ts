import type { CarryingToken } from './carrying-token.ts';
import type { Evaluation } from './evaluate.ts';
import type { ModelSelectionNight } from './manifest.ts';
import type { Trained, Untrained } from './train.ts';

/** Above, a fit is too good to be true; below, it is hardly better than chance. */
const tooGood = 0.99;
const tooPoor = 0.55;
/** One token carries a fit whose AUC falls from the first or more to below the second without it. */
const carriedFrom = 0.75;
const carriedTo = 0.6;

/** Puts a segment's figures into the night's record, and warns of what a person should look at. */
export function reportTrained(night: ModelSelectionNight, trained: Trained, backtest: Evaluation): void {
  const { segment, model, chosen, validation, test, carrier, notLearnedOn } = trained;
  const figure = (name: string, value: number | null) => night.figure(name, value, segment.id);
  figure('seeds', segment.seeds);
  figure('tokens', model.tokens.length);
  night.figure('feature_map', chosen.feature_map, segment.id);
  night.figure('prior', chosen.prior, segment.id);
  if (notLearnedOn !== undefined) night.figure('not_learned_on', notLearnedOn, segment.id);
  figure('strength', chosen.strength);
  figure('validation_auc', validation.auc);
  figure('validation_lift_at_5', validation.lift_at_5);
  figure('test_auc', test.auc);
  figure('backtest_auc', backtest.auc);
  const warn = (code: string, message: string) => night.warn(code, message, segment.id);
  if (validation.auc === null) {
    warn(
      'strength-not-chosen',
      `on the validation share ${validation.reason}, so the middle strength ${chosen.strength} was taken; a larger validationShare or more seeds would tell`,
    );
  } else if (validation.auc > tooGood || isCarried(carrier)) {
    const leaned = carrier
      ? `it leans most on token ${JSON.stringify(carrier.token)}: on a sample AUC ${carrier.auc.toFixed(3)}, ${carrier.without.toFixed(3)} without it`
      : 'no token stands out';
    warn(
      'too-good',
      `AUC ${validation.auc.toFixed(3)} on users not learned from may be too good to be true; ${leaned}. If that gives the pixel away, add it to bannedTokens`,
    );
  } else if (validation.auc < tooPoor) {
    warn('too-poor', `AUC ${validation.auc.toFixed(3)} on users not learned from is hardly better than chance`);
  }
  if (!trained.converged) {
    warn(
      'not-converged',
      `the fit at strength ${chosen.strength} did not meet its stopping rule; its weights are rough`,
    );
  }
}

/** Warns of a segment that nothing could be learned for. */
export function reportUntrained(night: ModelSelectionNight, { segment, reason }: Untrained): void {
  night.figure('seeds', segment.seeds, segment.id);
  night.warn('no-model', `no model: ${reason}`, segment.id);
}

/** Whether one token carries the fit: good with it, hardly better than chance without. */
function isCarried(carrier: CarryingToken | undefined): boolean {
  return carrier !== undefined && carrier.auc >= carriedFrom && carrier.without < carriedTo;
}
