import { duckdb } from '@lookalikes/engine-duckdb';
import type { Day, Region } from '@lookalikes/schema';
import { fileStore } from '@lookalikes/store-file';
import { expect } from 'vitest';
import { lookalikes } from './lookalikes.ts';
import { sparkWorld } from './spark-world.ts';
import type { TableDifference, Tolerance } from './table-differences.ts';
import { tableDifferences } from './table-differences.ts';

/** What is run on both engines. */
export interface BothNights {
  /** A folder with inputs, the two TSVs and a config for DuckDB. */
  readonly world: string;
  readonly region: Region;
  readonly nights: readonly Day[];
  /** The options of the stages in the world's config, as TypeScript. */
  readonly stages: string;
  readonly tolerance: Tolerance;
  /** What happens to the world's inputs between two nights. */
  readonly between?: () => Promise<unknown>;
}

async function night(world: string, { region, date }: { region: Region; date: Day }): Promise<void> {
  const { status, stderr } = await lookalikes(['run', '--date', date, '--region', region], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
}

/**
 * Runs the same nights on DuckDB and on the local warehouse, and compares everything that they have published.
 *
 * @returns one a table, those that differ among them
 */
export async function onBothEngines(of: BothNights): Promise<readonly TableDifference[]> {
  const { world, region, nights, stages, tolerance, between } = of;
  const spark = await sparkWorld(world, stages, `['${region}']`);
  for (const [at, date] of nights.entries()) {
    if (at > 0 && between) {
      await between();
      await spark.refresh();
    }
    await night(world, { region, date });
    await night(spark.folder, { region, date });
  }
  const left = await duckdb({ path: `.lookalikes/${region}.duckdb` }).open({ root: world, region });
  const right = await spark.engine.open({ root: world, region });
  const store = fileStore({ root: 'objects' });
  const differences = await tableDifferences(
    [
      { engine: left, store: await store.open({ root: world }) },
      { engine: right, store: await store.open({ root: spark.folder }) },
    ],
    region,
    tolerance,
  );
  await left.close();
  await right.close();
  return differences;
}

/** Those of some tables that are not equal on both sides. */
export const apart = (differences: readonly TableDifference[]): readonly TableDifference[] =>
  differences.filter(({ onlyLeft, onlyRight, unequal }) => onlyLeft + onlyRight + Object.keys(unequal).length > 0);
