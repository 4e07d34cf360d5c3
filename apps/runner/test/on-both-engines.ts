import { duckdb } from '@lookalikes/engine-duckdb';
import type { Dataset, Day, Region, RowOf } from '@lookalikes/schema';
import { fileStore } from '@lookalikes/store-file';
import { expect } from 'vitest';
import { lookalikes } from './lookalikes.ts';
import { published } from './published.ts';
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

/** What both engines have made of the same nights. */
export interface BothTold {
  /** One a published table, those that differ among them. */
  readonly differences: readonly TableDifference[];
  /** What the DuckDB side has published for the last night, by table. */
  rows(datasets: readonly Dataset[]): Promise<Record<string, RowOf<Dataset>[]>>;
  /** Runs a command with `--json` on DuckDB and on the warehouse, and gives what each printed. */
  ask(...args: readonly string[]): Promise<readonly [unknown, unknown]>;
}

async function night(world: string, { region, date }: { region: Region; date: Day }): Promise<void> {
  const { status, stderr } = await lookalikes(['run', '--date', date, '--region', region], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
}

/** Runs the same nights on DuckDB and on the local warehouse, and compares everything that they have published. */
export async function onBothEngines(of: BothNights): Promise<BothTold> {
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
  const engine = () => duckdb({ path: `.lookalikes/${region}.duckdb` });
  const store = fileStore({ root: 'objects' });
  const [left, right] = [
    await engine().open({ root: world, region }),
    await spark.engine.open({ root: world, region }),
  ];
  const sides = [
    { engine: left, store: await store.open({ root: world }) },
    { engine: right, store: await store.open({ root: spark.folder }) },
  ] as const;
  const differences = await tableDifferences(sides, region, tolerance);
  await left.close();
  await right.close();
  const told = async (folder: string, args: readonly string[]): Promise<unknown> => {
    const { status, stdout, stderr } = await lookalikes([...args, '--json'], folder);
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as unknown;
  };
  const last = nights.at(-1) as Day;
  return {
    differences,
    rows: (datasets) => published({ engine, store: sides[0].store, folder: world }, [region, last], datasets),
    ask: async (...args) => [await told(world, args), await told(spark.folder, args)],
  };
}

/** The same, where numbers that are no integers may differ in the last digits; for `toEqual`. */
export function about(told: unknown): unknown {
  if (typeof told === 'number') return Number.isInteger(told) ? told : (expect.closeTo(told, 9) as unknown);
  if (Array.isArray(told)) return told.map(about);
  if (typeof told !== 'object' || told === null) return told;
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, about(value)]));
}

/** Those of some tables that are not equal on both sides. */
export const apart = (differences: readonly TableDifference[]): readonly TableDifference[] =>
  differences.filter(({ onlyLeft, onlyRight, unequal }) => onlyLeft + onlyRight + Object.keys(unequal).length > 0);
