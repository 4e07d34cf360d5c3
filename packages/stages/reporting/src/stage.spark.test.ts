import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld, publishedRows, sparkServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { night } from '../test/night.ts';
import { reporting } from './stage.ts';

async function reports(world: NightWorld) {
  const { error } = await world.run([night({ tokens: ['b', 'a', "it's", 'Größe'] }), reporting]);
  expect(error).toBeUndefined();
  const files: Record<string, string> = {};
  for await (const { key } of world.store.list('lookalikes/')) {
    files[key] = Buffer.from(await world.store.get(key)).toString();
  }
  return { files, tables: await publishedRows(world, reporting) };
}

test('a warehouse gives the same reports as DuckDB, byte by byte', { timeout: 900_000 }, async () => {
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `reporting_${randomUUID().slice(0, 8)}`;
  const store = fileStore({ root: 'objects' });
  await using there = await nightWorld({
    engine: () => databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }),
    store,
  });
  await using here = await nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 1 }), store });
  const expected = await reports(here);
  const found = await reports(there);
  expect(found).toEqual(expected);
  expect(Object.keys(expected.files).length).toBeGreaterThan(3);
});
