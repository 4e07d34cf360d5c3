import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databricks } from '@lookalikes/engine-databricks';
import { makeInputTables } from '@lookalikes/spark-endpoint';
import type { EngineAdapter } from '@lookalikes/stage-kit';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { newFolder } from './world.ts';

/** A world whose inputs are tables of the local warehouse. */
export interface SparkWorld {
  readonly folder: string;
  /** Opens the engine its config has. */
  readonly engine: EngineAdapter;
  /** Makes the input tables again, from what the other world's inputs are now. */
  refresh(): Promise<void>;
}

/**
 * Makes of a world on files one on the local warehouse: the same inputs as tables, the same two TSVs.
 *
 * @param world - a world's folder; stays as it is
 * @param stages - the config's options, as TypeScript
 */
export async function sparkWorld(world: string, stages: string, regions = "['amer', 'emeaApac']"): Promise<SparkWorld> {
  const folder = newFolder();
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `night_${randomUUID().slice(0, 8)}`;
  const options = { host: `https://${host}:${port}`, httpPath: path, token, caFile, schema };
  const hasOptOuts = existsSync(join(world, 'inputs/opt-outs'));
  const optOuts = hasOptOuts ? `    optOuts: table('${schema}_inputs.opt_outs'),\n` : '';
  writeFileSync(
    join(folder, 'lookalikes.config.ts'),
    `import { databricks } from '@lookalikes/engine-databricks';
import { defineConfig, table } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
export default defineConfig({
  regions: ${regions},
  engine: () => databricks(${JSON.stringify(options)}),
  store: fileStore({ root: 'objects' }),
  inputs: {
    events: table('${schema}_inputs.events'),
    mapping: table('${schema}_inputs.mapping_{region}'),
${optOuts}  },
  stages: ${stages},
});
`,
  );
  const refresh = async (): Promise<void> => {
    cpSync(join(world, 'objects/lookalikes/latest'), join(folder, 'objects/lookalikes/latest'), { recursive: true });
    await makeInputTables(sparkServer(), `${schema}_inputs`, join(world, 'inputs'));
  };
  await refresh();
  return { folder, engine: databricks(options), refresh };
}
