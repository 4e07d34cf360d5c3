import { duckdb } from '@lookalikes/engine-duckdb';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { fileStore } from '@lookalikes/store-file';
import { expect, it } from 'vitest';
import { lookalikes } from '../test/lookalikes.ts';
import { sparkWorld } from '../test/spark-world.ts';
import { tableDifferences } from '../test/table-differences.ts';
import { smallWorld } from '../test/world.ts';

async function night(world: string, runDate: string): Promise<void> {
  const { status, stderr } = await lookalikes(['run', '--date', runDate, '--region', 'amer'], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
}

it('gives on Spark what it gives on DuckDB: two nights of the sample world, table by table', async () => {
  const world = await smallWorld();
  const spark = await sparkWorld(world, "{ 'training-data': { historyDays: 6, labelDays: 4, minSeeds: 8 } }");
  for (const date of ['2026-11-21', '2026-11-22']) {
    await night(world, date);
    await night(spark.folder, date);
    if (date === '2026-11-22') continue;
    await makeSampleWorld({ to: world, users: 3_000, days: 11, through: '2026-11-21' });
    await spark.refresh();
  }
  const left = await duckdb({ path: '.lookalikes/amer.duckdb' }).open({ root: world, region: 'amer' });
  const right = await spark.engine.open({ root: world, region: 'amer' });
  const store = fileStore({ root: 'objects' });
  const differences = await tableDifferences(
    [
      { engine: left, store: await store.open({ root: world }) },
      { engine: right, store: await store.open({ root: spark.folder }) },
    ],
    'amer',
    { relative: 1e-9, except: {} },
  );
  await left.close();
  await right.close();
  expect(differences.length).toBeGreaterThan(20);
  const apart = differences.filter(
    ({ onlyLeft, onlyRight, unequal }) => onlyLeft + onlyRight + Object.keys(unequal).length > 0,
  );
  expect(apart).toEqual([]);
}, 1_800_000);
