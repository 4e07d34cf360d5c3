import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DBSQLClient } from '@databricks/sql';
import type { Endpoint } from './endpoint.ts';

/** What a driver needs of an endpoint. */
type Reachable = Pick<Endpoint, 'port' | 'path' | 'token' | 'caFile'> & { readonly host: string };

/** Names from our own folders and tests: nothing else is spliced into a statement. */
const plain = /^[\w/.-]+$/;

/**
 * Makes Delta tables of a world's inputs, as a platform would have them: `events` (by day), one `mapping_<region>` a
 * region, and `opt_outs` where there are any.
 *
 * @param schema - made where there is none; tables of these names are replaced
 * @param inputs - absolute path of a folder with `events/{source}/{date}`, `mapping/{region}` and `opt-outs`, in Parquet
 * @throws Error where a name holds anything but letters, digits and `_/.-`; what the driver throws
 * @example await makeInputTables(endpoint, 'inputs', '/data/world/inputs');
 */
export async function makeInputTables(server: Reachable, schema: string, inputs: string): Promise<void> {
  for (const name of [schema, inputs]) if (!plain.test(name)) throw new Error(`'${name}' is no plain name`);
  const folders = (under: string): string[] =>
    readdirSync(join(inputs, under), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  const events = folders('events').map(
    (source) =>
      `SELECT CAST(event_time AS TIMESTAMP) AS event_time, region, '${source}' AS source, user_id, pixel_id, tokens FROM parquet.\`${inputs}/events/${source}/*/*.parquet\``,
  );
  const statements = [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `CREATE OR REPLACE TABLE ${schema}.events (event_time TIMESTAMP, region STRING, source STRING, user_id STRING, pixel_id STRING, tokens ARRAY<STRING>, event_date DATE GENERATED ALWAYS AS (CAST(event_time AS DATE))) USING delta PARTITIONED BY (event_date)`,
    `INSERT INTO ${schema}.events (event_time, region, source, user_id, pixel_id, tokens) ${events.join(' UNION ALL ')}`,
    ...folders('mapping').map(
      (region) =>
        `CREATE OR REPLACE TABLE ${schema}.mapping_${region} USING delta AS SELECT CAST(event_time AS TIMESTAMP) AS event_time, source, source_user_id, user_id FROM parquet.\`${inputs}/mapping/${region}/*.parquet\``,
    ),
    ...(readdirSync(inputs).includes('opt-outs')
      ? [
          `CREATE OR REPLACE TABLE ${schema}.opt_outs USING delta AS SELECT user_id, CAST(since AS TIMESTAMP) AS since FROM parquet.\`${inputs}/opt-outs/*.parquet\``,
        ]
      : []),
  ];
  const { host, port, path, token, caFile } = server;
  const quiet = { log: () => undefined };
  const client = await new DBSQLClient({ logger: quiet }).connect({
    host,
    port,
    path,
    token,
    customCaCert: readFileSync(caFile),
  });
  const session = await client.openSession();
  for (const statement of statements) {
    const operation = await session.executeStatement(statement);
    await operation.finished();
    await operation.close();
  }
  await session.close();
  await client.close();
}
