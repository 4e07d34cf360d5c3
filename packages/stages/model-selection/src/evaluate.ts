import { auc, liftAt, logLoss, recallAt, stratifiedAuc } from '@lookalikes/linear-model';
import type { Scores, SparseMatrix } from '@lookalikes/linear-model';
import type { evaluations, RowOf } from '@lookalikes/schema';
import { leftOut, positive } from './examples.ts';

/** A row of `evaluations` without whose and when. */
export type Evaluation = Omit<RowOf<typeof evaluations.v1>, 'segment_id' | 'evaluated_on' | 'model_run_date'>;

/** What there is to rank. */
export interface Ranked {
  readonly matrix: SparseMatrix;
  /** A margin a row; NaN where the row has no token that counts. */
  readonly margins: Scores;
  /** As `labelsOf` gives them; a user that is left out is not ranked. */
  readonly labels: Uint8Array;
  /** How many of the columns are tokens. */
  readonly tokens: number;
  /** The share of all users that were drawn: a negative stands for 1/rate of them. */
  readonly rate: number;
}

/**
 * How well margins rank users: AUC, AUC at equal activity, log-loss, lift and recall at 1, 5 and 10 %.
 *
 * A figure that needs both a user who fired and one who did not is null where there is no such pair; `reason` says why.
 */
export function evaluate({ matrix, tokens, margins, labels, rate }: Ranked): Evaluation {
  const scores = margins.map((margin, row) => (labels[row] === leftOut ? NaN : margin));
  const weights = Float64Array.from(labels, (label) => (label === positive ? 1 : 1 / rate));
  let users = 0;
  let hits = 0;
  scores.forEach((score, row) => {
    if (Number.isNaN(score)) return;
    users++;
    if (labels[row] === positive) hits++;
  });
  const reason = reasonOf(users, hits);
  const log_loss = users === 0 ? null : logLoss(scores, labels, weights);
  if (reason !== null) return { ...nothing(reason), users, hits, log_loss };
  const strata = Int32Array.from(labels, (_, row) => tokensOf(matrix, row, tokens));
  const equal = stratifiedAuc(scores, labels, { strata, weights });
  const lift = (share: number) => liftAt(scores, labels, { share, weights });
  const recall = (share: number) => recallAt(scores, labels, { share, weights });
  return {
    users,
    hits,
    auc: auc(scores, labels, weights),
    auc_equal_activity: Number.isNaN(equal) ? null : equal,
    log_loss,
    lift_at_1: lift(0.01),
    lift_at_5: lift(0.05),
    lift_at_10: lift(0.1),
    recall_at_1: recall(0.01),
    recall_at_5: recall(0.05),
    recall_at_10: recall(0.1),
    reason: null,
  };
}

/** How many tokens a row has; columns beyond are activity. */
function tokensOf({ rowStart, columnIndex }: SparseMatrix, row: number, tokens: number): number {
  let end = rowStart[row + 1]!;
  while (end > rowStart[row]! && columnIndex[end - 1]! >= tokens) end--;
  return end - rowStart[row]!;
}

/** An evaluation that could not be made. */
export const nothing = (reason: string): Evaluation => ({
  users: 0,
  hits: 0,
  auc: null,
  auc_equal_activity: null,
  log_loss: null,
  lift_at_1: null,
  lift_at_5: null,
  lift_at_10: null,
  recall_at_1: null,
  recall_at_5: null,
  recall_at_10: null,
  reason,
});

function reasonOf(users: number, hits: number): string | null {
  if (users === 0) return 'nobody could be ranked';
  if (hits === 0) return `none of the ${users} users ranked fired`;
  return hits === users ? `all of the ${users} users ranked fired` : null;
}
