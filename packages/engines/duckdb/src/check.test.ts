import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'lookalikes-duckdb-'));
afterAll(() => rm(root, { recursive: true }));

test('what cannot be done in the database is told', async () => {
  const instance = await DuckDBInstance.create(join(root, 'amer.duckdb'));
  const connection = await instance.connect();
  await connection.run('CREATE VIEW lookalikes_check AS SELECT 1 AS number');
  connection.closeSync();
  instance.closeSync();
  const engine = await duckdb({ path: 'amer.duckdb' }).open({ root, region: 'amer' });
  expect(await engine.check()).toEqual([
    { what: 'database', ok: false, detail: expect.stringMatching(/^a table of its own: .*lookalikes_check/) },
  ]);
  await engine.close();
});
