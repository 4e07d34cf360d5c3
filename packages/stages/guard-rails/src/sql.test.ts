import { duckdb } from '@lookalikes/engine-duckdb';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { guardRails } from './stage.ts';

test('every SQL file fits the manifest', async () => {
  const engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
  expect(await sqlMisfits(guardRails, engine, ['decisions'])).toEqual([]);
  await engine.close();
});
