import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { cacheFolder } from '../places.ts';
import type { NightJob } from './job.ts';
import { dates } from './job.ts';

/**
 * The sample world of about so many events, made where it is not there yet. It has the day between the two nights as well:
 * the first night reads nothing of it.
 *
 * @returns its folder
 */
export async function sampleWorld(events: number): Promise<string> {
  const world = join(cacheFolder('worlds'), String(events));
  if (existsSync(world)) return world;
  const unfinished = `${world}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await makeSampleWorld({ to: unfinished, events, days: dates.days + 1, through: dates.first });
  renameSync(unfinished, world);
  return world;
}

/** What a config says of the engine and of the inputs, as TypeScript. */
export interface NightEngine {
  readonly text: string;
  readonly inputs: string;
}

/** A new folder whose config runs on the world's inputs, where they lie or in tables made of them; with its two TSVs. */
export function nightFolder({ world, computeAt }: NightJob, engine: NightEngine): string {
  const folder = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
  const latest = 'objects/lookalikes/latest';
  cpSync(join(world, latest), join(folder, latest), { recursive: true });
  writeConfig(folder, engine, computeAt);
  return folder;
}

/** Writes the config of a night's folder; `computeAt` is the engine's own default where it is not said. */
export function writeConfig(folder: string, engine: NightEngine, computeAt?: NightJob['computeAt']): void {
  const scoring = computeAt === undefined ? '' : `scoring: { computeAt: '${computeAt}' },`;
  writeFileSync(
    join(folder, 'lookalikes.config.ts'),
    `import { duckdb } from '@lookalikes/engine-duckdb';
import { databricks } from '@lookalikes/engine-databricks';
import { defineConfig, files, table } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
export default defineConfig({
  engine: ${engine.text},
  store: fileStore({ root: 'objects' }),
  inputs: ${engine.inputs},
  stages: { 'training-data': { historyDays: 10, labelDays: 5 }, ${scoring} },
});
`,
  );
}

/** The world's files as inputs, and DuckDB with what `lookalikes init` gives it. */
export const onDuckDb = (world: string): NightEngine => ({
  text: "({ region }) => duckdb({ path: `.lookalikes/${region}.duckdb`, memoryLimit: '4GB', threads: 2 })",
  inputs: `{
    events: files(${JSON.stringify(join(world, 'inputs/events/{source}/{date}/*.parquet'))}),
    mapping: files(${JSON.stringify(join(world, 'inputs/mapping/{region}/*.parquet'))}),
    optOuts: files(${JSON.stringify(join(world, 'inputs/opt-outs/*.parquet'))}),
  }`,
});

/** Tables of a warehouse as inputs. */
export const onWarehouse = (options: object, schema: string): NightEngine => ({
  text: `() => databricks(${JSON.stringify(options)})`,
  inputs: `{
    events: table('${schema}.events'),
    mapping: table('${schema}.mapping_{region}'),
    optOuts: table('${schema}.opt_outs'),
  }`,
});
