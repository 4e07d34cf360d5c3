import { duckdb } from '@lookalikes/engine-duckdb';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { scoring } from './stage.ts';

test('every SQL file fits the manifest', async () => {
  const engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
  expect(await sqlMisfits(scoring, engine, ['scoring_segments', 'scoring_bans', 'activity_buckets'])).toEqual([]);
  await engine.close();
});
