import { duckdb } from '@lookalikes/engine-duckdb';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { sync } from './stage.ts';

test('every SQL file fits the manifest', async () => {
  const engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
  expect(await sqlMisfits(sync, engine, ['deliveries', 'delivery_plan'])).toEqual([]);
  await engine.close();
});
