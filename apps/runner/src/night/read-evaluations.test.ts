import { fileStore } from '@lookalikes/store-file';
import { expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import { newFolder } from '../../test/world.ts';
import { evaluationTable } from '../report/evaluation-table.ts';
import { readEvaluations } from './read-evaluations.ts';

const key = 'lookalikes/amer/2026-11-21/reports/evaluations.tsv';
const reporting = [stageRecord('reporting', 1, { figures: [{ name: 'evaluations.tsv', value: key }] })];
const report = [
  'segment_id	evaluated_on	model_run_date	users	hits	auc	auc_equal_activity	log_loss	lift_at_1	lift_at_5	lift_at_10	recall_at_1	recall_at_5	recall_at_10	reason',
  'a\\tb\\\\n\\u0007	validation	2026-11-21	16296	13	0.8097	0.85	0.0149	0	6.15	4.6	0	0.3	0.46	',
  's2	backtest	2026-11-20	0	0										nobody fired since',
  '',
].join('\n');

it('reads the figures of the report, and shows them', async () => {
  const store = await fileStore({ root: '.' }).open({ root: newFolder() });
  await store.put(key, report);
  const evaluations = await readEvaluations(store, reporting);
  expect(evaluations).toMatchObject([
    {
      segment_id: 'a\tb\\n\u0007',
      evaluated_on: 'validation',
      users: 16296,
      auc: 0.8097,
      lift_at_5: 6.15,
      reason: null,
    },
    { segment_id: 's2', model_run_date: '2026-11-20', auc: null, lift_at_5: null, reason: 'nobody fired since' },
  ]);
  expect(evaluationTable(evaluations.slice(1))).toEqual([
    expect.stringMatching(/^segment +evaluated on +users +hits +AUC/),
    expect.stringMatching(/^s2 +backtest of 2026-11-20 +0 +0 +- .* nobody fired since$/),
  ]);
});

it('has none where reporting has not run, or its report is gone', async () => {
  const store = await fileStore({ root: '.' }).open({ root: newFolder() });
  await expect(readEvaluations(store, [])).resolves.toEqual([]);
  await expect(readEvaluations(store, reporting)).resolves.toEqual([]);
  expect(evaluationTable([])).toEqual([]);
});
