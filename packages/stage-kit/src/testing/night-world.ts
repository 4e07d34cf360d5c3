import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Dataset, Day, Region, RowOf } from '@lookalikes/schema';
import { z } from 'zod';
import { batchOfRows } from '../batch-of-rows.ts';
import type { CheckedConfig } from '../config.ts';
import type { Engine } from '../engine.ts';
import { StageKitError } from '../error.ts';
import type { InputBindings } from '../inputs.ts';
import { writeOf } from '../ledger-entry.ts';
import { Ledger } from '../ledger.ts';
import { createLog } from '../log.ts';
import type { ObjectStore } from '../object-store.ts';
import type { StagesResult } from '../run-stages.ts';
import { runStages } from '../run-stages.ts';
import type { Stage } from '../stage.ts';

/** Which night a test runs, and what the config says; `amer`, `2026-11-21` and nothing where left out. */
export interface TestNight {
  readonly region?: Region;
  readonly runDate?: Day;
  readonly inputs?: InputBindings;
  /** Options by stage name. */
  readonly stages?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** A temporary folder with an engine and a store in it, to run stages in. */
export interface NightWorld extends AsyncDisposable {
  /** The folder. Inputs' paths and the adapters' start from it. */
  readonly root: string;
  readonly store: ObjectStore;
  /** Runs stages in this order and gives what `runStages` gives. */
  run(stages: readonly Stage[], night?: TestNight): Promise<StagesResult>;
  /** The published rows of the night, by key. */
  rows<D extends Dataset>(dataset: D, night?: TestNight): Promise<RowOf<D>[]>;
  /** An engine of the region, to be closed by the caller. */
  engine(region?: Region): Promise<Engine>;
}

/**
 * Makes a place for a stage's tests: real adapters in a temporary folder that goes when it is disposed.
 *
 * @param adapters - as a config has them; the engine must keep its data when it is closed
 * @example
 * await using world = await nightWorld({
 *   engine: ({ region }) => duckdb({ path: `${region}.duckdb` }),
 *   store: fileStore({ root: 'objects' }),
 * });
 * const { record } = await world.run([given([segments.v1, rows]), sync]);
 */
export async function nightWorld(adapters: Pick<CheckedConfig, 'engine' | 'store'>): Promise<NightWorld> {
  const root = await mkdtemp(join(tmpdir(), 'lookalikes-'));
  const store = await adapters.store.open({ root });
  const engine = (region: Region = 'amer') => adapters.engine({ region }).open({ root, region });
  return {
    root,
    store,
    engine,
    run: (stages, { region = 'amer', runDate = '2026-11-21', inputs = {}, stages: options = {}, signal } = {}) =>
      runStages(
        stages.map((stage) => ({ stage, after: [] })),
        {
          region,
          runDate,
          root,
          config: { ...adapters, regions: [region], inputs, stages: options },
          log: createLog('none'),
          signal: signal ?? new AbortController().signal,
        },
      ),
    rows: async (dataset, { region = 'amer', runDate = '2026-11-21' } = {}) => {
      const entry = await new Ledger(store).find(dataset, { region, date: runDate });
      if (!entry) throw new StageKitError('read-missing', `${dataset.table} of ${region}/${runDate} is not published`);
      const opened = await engine(region);
      try {
        return (await opened.query(
          {
            name: `the rows of ${dataset.table}`,
            text: `SELECT ${named(Object.keys(dataset.columns))} FROM {{rows}} AS published ORDER BY ${named(dataset.key)}`,
            relations: { rows: { kind: 'writes', dataset, writes: [writeOf(dataset, entry)] } },
            params: {},
          },
          dataset.columns,
        )) as RowOf<typeof dataset>[];
      } finally {
        await opened.close();
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** Columns of the table `published`: with its name in front, one that is named like a word of SQL is none. */
const named = (columns: readonly string[]): string => columns.map((column) => `published.${column}`).join(', ');

/** A dataset and its rows of one night. */
export type Given<D extends Dataset = Dataset> = readonly [dataset: D, rows: readonly RowOf<D>[]];

/**
 * A stage that writes these rows, in place of the stages whose datasets the tested one reads.
 *
 * @example given([segments.v1, [{ segment_id: 's1', … }]], [pixels.v1, []])
 */
export function given<const D extends readonly Dataset[]>(
  ...datasets: { readonly [K in keyof D]: Given<D[K]> }
): Stage {
  const all: readonly Given[] = datasets;
  return {
    name: 'given',
    version: '0.0.0',
    doc: 'Writes the rows a test gives.',
    reads: {},
    writes: Object.fromEntries(all.map(([dataset]) => [dataset.name, dataset])),
    queries: {},
    scratch: [],
    options: z.strictObject({}),
    sql: pathToFileURL(join(tmpdir(), 'lookalikes-no-sql/')),
    run: async (night) => {
      for (const [dataset, rows] of all) await night.load(dataset.name, [batchOfRows(dataset, rows)]);
    },
  };
}
