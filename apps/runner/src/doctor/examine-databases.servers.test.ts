import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { duckdb } from '@lookalikes/engine-duckdb';
import { postgresServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examineDatabases } from './examine-databases.ts';

const { caFile, ...server } = postgresServer();
const schema = `t_${randomUUID().replaceAll('-', '')}`;
const user = `${schema}_user`;

let client: Client;
beforeEach(async () => {
  client = new Client(server);
  await client.connect();
  await client.query(`CREATE USER ${user} PASSWORD 'pw'; CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.segments (segment_id text); INSERT INTO ${schema}.segments VALUES ('1'), ('2')`);
});
afterEach(async () => {
  await client.query(`DROP SCHEMA ${schema} CASCADE; DROP OWNED BY ${user}; DROP USER ${user}`);
  await client.end();
});

const connection = (as: { user: string; password: string }, port = server.port) => ({
  host: 'localhost',
  port,
  database: server.database,
  ca: readFileSync(caFile, 'utf8'),
  credentials: () => ({ user: as.user, password: as.password }),
});
const limited = { user, password: 'pw' };

async function examine(stages: object): Promise<string[]> {
  const findings = await examineDatabases({
    regions: ['amer'],
    engine: () => duckdb({ path: ':memory:' }),
    store: fileStore({ root: 'objects' }),
    inputs: {},
    stages: stages as Record<string, unknown>,
  });
  return findings.map(({ state, what, detail }) => `${state} ${what}: ${detail}`);
}
const queries = {
  segments: `SELECT segment_id, 'a' AS name, 'amer' AS region, 'an' AS dsp, '7' AS dsp_segment_id, 1 AS audience_size,
    30 AS ttl_days, true AS active FROM ${schema}.segments`,
  pixels: `SELECT segment_id, 'p' AS pixel_id FROM ${schema}.segments`,
};
const source = (database: object) => ({ metadata: { from: { database, queries } } });
const sink = (of: object) => ({
  reporting: { sink: { to: 'postgres', schema, connection: connection(limited), ...of } },
});

it('looks at no database where the config names none', async () => {
  expect(await examine({})).toEqual([]);
});

it("asks the platform's database, and says what its user may not read", async () => {
  expect(await examine(source(connection(server)))).toEqual([
    `ok the platform's database: localhost:${server.port}/${server.database} gives 2 segments and 2 pixels`,
  ]);
  const [hidden] = await examine(source(connection(limited)));
  expect(hidden).toMatch(/^problem .*queries\.segments fails: .*permission denied for schema t_/);
  await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
  const [unread] = await examine(source(connection(limited)));
  expect(unread).toMatch(/permission denied for table segments \(SQLSTATE 42501\)/);
});

it('says who is not there, at the first attempt, and keeps passwords to itself', async () => {
  const [absent, refused] = await examine({
    ...source(connection(server, 1)),
    ...sink({ connection: connection({ user, password: 'another' }) }),
  });
  expect(absent).toMatch(/^problem the platform's database: connecting at localhost:1\/.*ECONNREFUSED/);
  expect(refused).toMatch(/^problem the reports' database: connecting .*28P01/);
  expect(refused).not.toContain('another');
});

it("names each right that the reports' user lacks", async () => {
  expect(await examine(sink({}))).toEqual([
    expect.stringMatching(/lacks USAGE on the schema, in schema t_.* Grant it/),
  ]);
  await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
  expect(await examine(sink({}))).toEqual([expect.stringMatching(/^problem .*lacks 0001_report_tables/)]);
  expect(await examine(sink({ tables: 'apply' }))).toEqual([expect.stringMatching(/lacks CREATE on the schema/)]);
  expect(await examine(sink({ tables: 'apply', schema: `${schema}_new` }))).toEqual([
    expect.stringMatching(/lacks CREATE on the database/),
  ]);

  const asOwner = sink({ connection: connection(server), tables: 'apply' });
  expect(await examine(asOwner)).toEqual([expect.stringMatching(/^ok .*: the user may make what is missing/)]);
  const [, statements] =
    /(BEGIN;.*COMMIT;)/s.exec((await examine(sink({ connection: connection(server) })))[0] ?? '') ?? [];
  await client.query(String(statements));
  expect(await examine(sink({}))).toEqual([
    expect.stringMatching(/lacks SELECT, INSERT, DELETE on supa_models_collection; .*; SELECT on \w+, in schema/),
  ]);
  await client.query(`GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${user};
    REVOKE DELETE ON ${schema}.segment_sizes FROM ${user}`);
  expect(await examine(sink({}))).toEqual([expect.stringMatching(/lacks DELETE on segment_sizes, in schema/)]);
  await client.query(`GRANT DELETE ON ${schema}.segment_sizes TO ${user}`);
  for (const tables of ['check', 'apply']) {
    expect(await examine(sink({ tables }))).toEqual([expect.stringMatching(/^ok the reports' database: schema t_/)]);
  }
});
