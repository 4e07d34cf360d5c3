import type { Evaluation } from '../night/read-evaluations.ts';
import { count } from './format.ts';
import { table } from './table.ts';

/** The evaluations for people: a row a segment and share, the figures that were not reached as dashes, and why. */
export function evaluationTable(evaluations: readonly Evaluation[]): string[] {
  if (evaluations.length === 0) return [];
  const right = [
    'users',
    'hits',
    'AUC',
    'at equal activity',
    'log-loss',
    'lift at 1 %',
    '5 %',
    '10 %',
    'recall at 10 %',
  ];
  const columns = [
    { title: 'segment' },
    { title: 'evaluated on' },
    ...right.map((title) => ({ title, right: true })),
    { title: '' },
  ];
  const rows = evaluations.map((row) => [
    row.segment_id,
    row.evaluated_on === 'backtest' ? `backtest of ${row.model_run_date}` : row.evaluated_on,
    count(row.users),
    count(row.hits),
    fixed(row.auc, 3),
    fixed(row.auc_equal_activity, 3),
    fixed(row.log_loss, 4),
    fixed(row.lift_at_1, 1),
    fixed(row.lift_at_5, 1),
    fixed(row.lift_at_10, 1),
    fixed(row.recall_at_10, 2),
    row.reason ?? '',
  ]);
  return table(columns, rows).split('\n');
}

const fixed = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
