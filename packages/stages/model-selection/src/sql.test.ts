import { duckdb } from '@lookalikes/engine-duckdb';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { modelSelection } from './stage.ts';

test('every SQL file fits the manifest', async () => {
  const engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
  const loaded = ['models', 'model_weights', 'kept_weights', 'model_trials', 'evaluations', 'calibration'];
  expect(await sqlMisfits(modelSelection, engine, loaded)).toEqual([]);
  await engine.close();
});
