import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import { duckdb } from '@lookalikes/engine-duckdb';
import { nightWorld, sparkServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { hardNight } from '../test/both-engines.ts';

test('a warehouse makes the same rows of the same events as DuckDB', { timeout: 900_000 }, async () => {
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `training_${randomUUID().slice(0, 8)}`;
  const store = fileStore({ root: 'objects' });
  await using there = await nightWorld({
    engine: () => databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }),
    store,
  });
  await using here = await nightWorld({ engine: () => duckdb({ path: 'night.duckdb' }), store });
  const expected = await hardNight(here);
  const found = await hardNight(there);
  expect(Object.keys(found.tables)).toEqual(Object.keys(expected.tables));
  for (const [name, rows] of Object.entries(found.tables)) expect([name, rows]).toEqual([name, expected.tables[name]]);
  expect([found.figures, found.warnings, found.audits]).toEqual([expected.figures, expected.warnings, expected.audits]);
});
