import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { metadataFiles } from '@lookalikes/schema';
import { freshBucket } from '@lookalikes/servers';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { postgresServer, s3Server } from '@lookalikes/stage-kit/testing';
import { s3Store } from '@lookalikes/store-s3';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import { newFolder } from './world.ts';

/** The examples that docs/production.md is about. */
const shipped = new URL('production/', import.meta.resolve('@lookalikes/deploy/package.json'));
const reportingCommand = new URL('src/cli.ts', import.meta.resolve('@lookalikes/reporting/package.json'));
const users = ['lookalikes_reader', 'lookalikes_owner', 'lookalikes_loader'] as const;

/** Everything that the shipped production config speaks to, as its own environment has it. */
export interface ProductionWorld {
  /** Where its config lies. */
  readonly folder: string;
  readonly buckets: Readonly<Record<'night' | 'reservoir' | 'drop', string>>;
  /** The night's bucket; by URI, the others. */
  readonly store: ObjectStore;
  /** The reports' database, as an administrator. */
  readonly reports: Client;
  /** What must be said and kept nowhere. */
  readonly secrets: readonly string[];
  /** Brings reservoir and platform to what a world on files is now. */
  fill(world: string): Promise<void>;
}

/**
 * Makes three buckets, the platform's and the reports' database with the roles of the shipped SQL, and a config that is the
 * shipped one with a few options laid over. The environment of this process becomes that of the night.
 *
 * @param laidOver - members of the config, as TypeScript, that follow `...production`
 */
export async function productionWorld(laidOver: string, imports = ''): Promise<ProductionWorld> {
  const folder = newFolder();
  const { endpoint, region, accessKeyId, secretAccessKey } = s3Server();
  const buckets = {
    night: await freshBucket(s3Server()),
    reservoir: await freshBucket(s3Server()),
    drop: await freshBucket(s3Server()),
  };
  const suffix = randomUUID().slice(0, 8);
  const databases = { platform: `platform_${suffix}`, reports: `reports_${suffix}` };
  const passwords = Object.fromEntries(users.map((user) => [user, randomBytes(24).toString('hex')]));
  for (const [user, password] of Object.entries(passwords)) writeFileSync(join(folder, user), `${password}\n`);

  const administrator = await connected();
  for (const name of Object.values(databases)) await administrator.query(`CREATE DATABASE ${name}`);
  await administrator.end();
  const platform = await connected(databases.platform);
  const reports = await connected(databases.reports);
  afterAll(async () => {
    await platform.end();
    await reports.end();
  });
  for (const [name, { columns }] of Object.entries(metadataFiles)) {
    await platform.query('CREATE SCHEMA IF NOT EXISTS platform');
    await platform.query(`CREATE TABLE platform.lookalike_${name} (${columns.join(' text, ')} text)`);
  }
  await platform.query(readFileSync(new URL('platform.sql', shipped), 'utf8'));
  await reports.query(readFileSync(new URL('reports.sql', shipped), 'utf8'));
  for (const [user, password] of Object.entries(passwords)) {
    await reports.query(`ALTER ROLE ${user} PASSWORD '${password}'`);
  }

  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    LOOKALIKES_BUCKET: buckets.night,
    RESERVOIR_BUCKET: buckets.reservoir,
    DROP_BUCKET: buckets.drop,
    ...databaseVariables('PLATFORM', databases.platform, join(folder, 'lookalikes_reader')),
    ...databaseVariables('REPORTS', databases.reports, join(folder, 'lookalikes_loader')),
  });
  copyFileSync(new URL('lookalikes.config.ts', shipped), join(folder, 'production.config.ts'));
  writeFileSync(
    join(folder, 'lookalikes.config.ts'),
    `import { defineConfig, table } from '@lookalikes/stage-kit';
import production from './production.config.ts';
${imports}
export default defineConfig({ ...production, ${laidOver} });
`,
  );
  await applyTables(folder);
  const store = await s3Store({ root: `s3://${buckets.night}` }).open({ root: folder });
  return {
    folder,
    buckets,
    store,
    reports,
    secrets: [...Object.values(passwords), secretAccessKey],
    fill: async (world) => {
      await fillReservoir(store, `s3://${buckets.reservoir}`, join(world, 'inputs'));
      await fillPlatform(platform, join(world, 'objects'));
    },
  };
}

async function connected(database?: string): Promise<Client> {
  const { caFile: _, ...server } = postgresServer();
  const client = new Client({ ...server, ...(database === undefined ? {} : { database }) });
  await client.connect();
  return client;
}

/** What the environment says of a database; the user is the password's file's name. */
function databaseVariables(prefix: string, database: string, passwordFile: string): Record<string, string> {
  const { port, caFile } = postgresServer();
  return {
    [`${prefix}_HOST`]: 'localhost',
    [`${prefix}_PORT`]: String(port),
    [`${prefix}_DATABASE`]: database,
    [`${prefix}_USER`]: passwordFile.replace(/^.*\//, ''),
    [`${prefix}_PASSWORD_FILE`]: passwordFile,
    [`${prefix}_CA_FILE`]: caFile,
  };
}

/** Makes the tables of the reports as their owner. */
async function applyTables(folder: string): Promise<void> {
  const owner = { REPORTS_USER: 'lookalikes_owner', REPORTS_PASSWORD_FILE: join(folder, 'lookalikes_owner') };
  const args = ['--conditions=@lookalikes/source', fileURLToPath(reportingCommand), 'tables', 'apply'];
  await promisify(execFile)(process.execPath, args, { cwd: folder, env: { ...process.env, ...owner } });
}

async function fillReservoir(store: ObjectStore, to: string, inputs: string): Promise<void> {
  for (const entry of readdirSync(inputs, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await store.put(`${to}/${path.slice(inputs.length + 1)}`, readFileSync(path));
  }
}

/** Puts the lines of the sample's two TSVs into the platform's tables; what a line lacks is null. */
async function fillPlatform(platform: Client, objects: string): Promise<void> {
  for (const [name, { key, columns }] of Object.entries(metadataFiles)) {
    const [, ...lines] = readFileSync(join(objects, key), 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(columns.map((column, at) => [column, values[at] || null]));
    });
    await platform.query(`TRUNCATE platform.lookalike_${name}`);
    await platform.query(
      `INSERT INTO platform.lookalike_${name} SELECT * FROM json_populate_recordset(NULL::platform.lookalike_${name}, $1)`,
      [JSON.stringify(rows)],
    );
  }
}
