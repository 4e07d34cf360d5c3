import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { nightWorld, postgresServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { Client } from 'pg';

const { caFile, ...server } = postgresServer();

/** A schema of a test's own, and how the suite's PostgreSQL is reached. */
export interface TestDatabase extends AsyncDisposable {
  readonly schema: string;
  /** As an administrator. */
  readonly client: Client;
  /** What the config says under `stages.reporting.sink`, in one attempt. */
  readonly sink: Readonly<Record<string, unknown>>;
  /** A night into it; `sink` is laid over the usual. */
  night(sink?: Readonly<Record<string, unknown>>, night?: TestNight): TestNight;
  /** Every row of a table, as the driver reads them, by region, date and the table's other columns. */
  rows(table: string): Promise<Record<string, unknown>[]>;
}

/** Credentials of another user than the administrator. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** What the config says of the connection. */
export const connectionOf = ({ user, password }: Login = server) => ({
  host: 'localhost',
  port: server.port,
  database: server.database,
  ca: readFileSync(caFile, 'utf8'),
  credentials: () => ({ user, password }),
  attempts: 1,
});

/** Gives a name for a schema that nothing has yet. */
export async function testDatabase(): Promise<TestDatabase> {
  const schema = `t_${randomUUID().replaceAll('-', '')}`;
  const client = new Client(server);
  await client.connect();
  const sink = { to: 'postgres', connection: connectionOf(), schema, tables: 'apply' };
  return {
    schema,
    client,
    sink,
    night: (laidOver = {}, night = {}) => ({ ...night, stages: { reporting: { sink: { ...sink, ...laidOver } } } }),
    rows: async (table) =>
      (await client.query<Record<string, unknown>>(`SELECT * FROM ${schema}.${table} ORDER BY 1, 2, 3, 4, 5`)).rows,
    [Symbol.asyncDispose]: async () => {
      await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await client.end();
    },
  };
}

/** A place for nights of its own, on real adapters. */
export const world = (): Promise<NightWorld> =>
  nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 2 }), store: fileStore({ root: 'objects' }) });

/** A config file that sends reports into a schema of the suite's PostgreSQL; without one, into files. */
export function configText(schema: string | undefined): string {
  const { credentials, ...connection } = connectionOf();
  const sink = `{ to: 'postgres', schema: '${schema}', connection: { ...${JSON.stringify(connection)}, credentials: () => (${JSON.stringify(credentials())}) } }`;
  return `
    import { duckdb } from '@lookalikes/engine-duckdb';
    import { defineConfig, files } from '@lookalikes/stage-kit';
    import { fileStore } from '@lookalikes/store-file';
    export default defineConfig({
      engine: () => duckdb({ path: 'night.duckdb' }),
      store: fileStore({ root: 'objects' }),
      inputs: { events: files('e/*.parquet'), mapping: files('m/*.parquet') },
      stages: ${schema === undefined ? '{}' : `{ reporting: { sink: ${sink} } }`},
    });`;
}
