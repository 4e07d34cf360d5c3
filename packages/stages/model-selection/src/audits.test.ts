import { batchOfRows } from '@lookalikes/stage-kit';
import type { RowOf } from '@lookalikes/schema';
import { calibration, evaluations, keptWeights, models, modelTrials } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { newNights } from '../test/small-nights.ts';
import { leftBehind } from '../test/small-world.ts';
import { nothing } from './evaluate.ts';
import type { ModelSelectionNight } from './manifest.ts';
import { modelSelection } from './stage.ts';

const model = {
  segment_id: 'hats',
  feature_map: 'binary',
  strength: 1,
  bias: 0,
  calibration_slope: null,
  calibration_intercept: null,
  tokens: 1,
  validation_log_loss: null,
  validation_auc: null,
  artifact: 'a',
  artifact_sha256: 'b',
} as const;

test('the audits find what they are there for', async () => {
  await using nights = await newNights();
  const outcome = async (of: {
    models?: number;
    token?: string;
    evaluatedOn?: readonly ('validation' | 'test' | 'backtest')[];
  }) => {
    const write = async (night: ModelSelectionNight) => {
      const { models: count = 1, token = 'caps', evaluatedOn = ['validation', 'test', 'backtest'] as const } = of;
      await night.materialize('examples');
      await night.materialize('backtest_users', { since: '2026-11-20', drawn_below: 1 });
      await night.load('models', [batchOfRows(models.v1, count === 0 ? [] : [model])]);
      await night.load('model_weights', [
        {
          rows: count,
          columns: {
            segment_id: Array(count).fill('hats'),
            token: Array(count).fill(token),
            weight: new Float64Array(count),
          },
        },
      ]);
      await night.load('kept_weights', [batchOfRows(keptWeights.v1, [])]);
      await night.load('model_trials', [batchOfRows(modelTrials.v1, [])]);
      const missing = nothing('test');
      const rows: RowOf<typeof evaluations.v1>[] = [];
      for (const evaluated_on of evaluatedOn) {
        rows.push({ segment_id: 'hats', evaluated_on, model_run_date: '2026-11-21', ...missing });
      }
      await night.load('evaluations', [batchOfRows(evaluations.v1, rows)]);
      await night.load('calibration', [batchOfRows(calibration.v1, [])]);
    };
    const writing: typeof modelSelection = { ...modelSelection, run: write as unknown as typeof modelSelection.run };
    const { record } = await nights.run([leftBehind(), writing]);
    const bad = record.stages.at(-1)!.audits.filter(({ badRows }) => badRows > 0);
    return [record.status, ...bad.map(({ name, severity }) => `${name} ${severity}`)];
  };
  expect(await outcome({})).toEqual(['done']);
  expect(await outcome({ token: 'pixel-hats' })).toEqual(['held', 'banned_token error']);
  expect(await outcome({ models: 0 })).toEqual(['done', 'ready_without_model warn']);
  expect(await outcome({ models: 2 })).toEqual(['held', 'model_without_weights error', 'key_of_model_weights error']);
  expect(await outcome({ evaluatedOn: ['test', 'backtest'] })).toEqual(['held', 'unevaluated error']);
});
