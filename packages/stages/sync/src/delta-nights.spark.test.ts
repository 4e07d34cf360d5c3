import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import { duckdb } from '@lookalikes/engine-duckdb';
import { nightWorld, sparkServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { deltaNights } from '../test/both-engines.ts';

test('a warehouse delivers the same bytes as DuckDB, night after night', { timeout: 900_000 }, async () => {
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `sync_${randomUUID().slice(0, 8)}`;
  const store = fileStore({ root: 'objects' });
  await using there = await nightWorld({
    engine: () => databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }),
    store,
  });
  await using here = await nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 1 }), store });
  const expected = await deltaNights(here);
  const found = await deltaNights(there);
  // The rows of deliveries have the sha256 of each file.
  expect(found.tables).toEqual(expected.tables);
  expect(found.said).toEqual(expected.said);
});
