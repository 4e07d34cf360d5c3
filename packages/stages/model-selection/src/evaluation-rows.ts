import type { Day, evaluations, RowOf } from '@lookalikes/schema';
import type { Backtest } from './backtest.ts';
import type { Evaluation } from './evaluate.ts';
import { nothing } from './evaluate.ts';
import type { Trained, Untrained } from './train.ts';

type EvaluationRow = RowOf<typeof evaluations.v1>;

/**
 * The rows of `evaluations`: validation, test and backtest of every ready segment, and the backtest of a segment that only
 * last night had a model of.
 *
 * Where there is no model to backtest, `model_run_date` is tonight's and `reason` says why.
 */
export function evaluationRows(of: {
  readonly runDate: Day;
  readonly trained: readonly Trained[];
  readonly untrained: readonly Untrained[];
  readonly last: Backtest;
}): EvaluationRow[] {
  const { runDate, trained, untrained, last } = of;
  const ready = new Set([...trained, ...untrained].map(({ segment }) => segment.id));
  const rows: EvaluationRow[] = [];
  const add = (segment_id: string, evaluated_on: EvaluationRow['evaluated_on'], found: Evaluation) => {
    const model_run_date = evaluated_on === 'backtest' ? (last.runDate ?? runDate) : runDate;
    rows.push({ segment_id, evaluated_on, model_run_date, ...found });
  };
  for (const { segment, validation, test } of trained) {
    add(segment.id, 'validation', validation);
    add(segment.id, 'test', test);
  }
  for (const { segment, reason } of untrained) {
    add(segment.id, 'validation', nothing(`no model: ${reason}`));
    add(segment.id, 'test', nothing(`no model: ${reason}`));
  }
  for (const id of new Set([...ready, ...last.segmentIds])) add(id, 'backtest', last.of(id));
  return rows;
}
