import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Session } from '@lookalikes/postgres';
import type { ObjectStore, StoreAdapter } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { nightWorld, s3Server } from '@lookalikes/stage-kit/testing';
import { s3Store } from '@lookalikes/store-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../test/database.ts';
import { testDatabase } from '../test/database.ts';
import { night } from '../test/night.ts';
import { migrationsOf, rememberSql } from './migrations.ts';
import type { RedshiftSink } from './options.ts';
import { ReportingOptions } from './options.ts';
import { reports } from './reports.ts';
import { stageFiles } from './stage-files.ts';
import { reporting } from './stage.ts';
import { loadStaged } from './to-redshift.ts';

const { accessKeyId, secretAccessKey, ...place } = s3Server();
const bucket = `reports-${randomUUID().slice(0, 8)}`;
const access = { ...place, credentials: { accessKeyId, secretAccessKey } };
const adapter = s3Store({ ...access, root: `s3://${bucket}` });
await new S3Client({ ...access, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }));

const sink = ReportingOptions.parse({ sink: { to: 'redshift', schema: 'reports', iamRole: 'default' } })
  .sink as RedshiftSink;

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database[Symbol.asyncDispose]());

const keysOf = async (store: ObjectStore, prefix: string): Promise<string[]> => {
  const keys = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
};

test('lines become gzipped parts of whole pieces, and a manifest that lists them', async () => {
  const store = await adapter.open({ root: '.' });
  const pieces = Array.from({ length: 10 }, (_, at) => `{"line":${at}}\n`.repeat(100));
  const source = async function* () {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
  };
  const keys: string[] = [];
  const uri = await stageFiles(source(), {
    store,
    keyOf: (part) => `parts/${part}`,
    signal: new AbortController().signal,
    onKey: (key) => keys.push(key),
    partBytes: 3000,
  });
  expect(uri).toBe(`s3://${bucket}/parts/manifest.json`);
  expect(keys.toSorted()).toEqual(await keysOf(store, 'parts/'));
  const { entries } = JSON.parse(Buffer.from(await store.get('parts/manifest.json')).toString()) as {
    entries: { url: string; mandatory: boolean }[];
  };
  expect(entries).toHaveLength(4);
  let text = '';
  for (const { url, mandatory } of entries) {
    expect(mandatory).toBe(true);
    text += gunzipSync(await store.get(url.replace(`s3://${bucket}/`, ''))).toString();
  }
  expect(text).toBe(pieces.join(''));
});

test('without a line nothing is staged; what the source throws is thrown', async () => {
  const store = await adapter.open({ root: '.' });
  const of = { store, keyOf: (part: string) => `none/${part}`, signal: new AbortController().signal, onKey: () => {} };
  expect(await stageFiles((async function* () {})(), of)).toBeUndefined();
  const failing = async function* () {
    yield await Promise.resolve(Buffer.from('x\n'));
    throw new RangeError('the source');
  };
  await expect(stageFiles(failing(), of)).rejects.toThrow('the source');
  expect(await keysOf(store, 'none/')).toEqual([]);
});

/** A session that answers as Redshift would, and keeps what it was asked. */
function recorded(copied: number): { readonly said: string[]; readonly session: Pick<Session, 'run'> } {
  const said: string[] = [];
  const run: Session['run'] = (sql, values) => {
    said.push([sql, ...(values ?? [])].join(' | '));
    return Promise.resolve({ columns: ['pg_last_copy_count'], rows: [[String(copied)]] });
  };
  return { said, session: { run } };
}

test('a load is a lock, and for every report a delete, a copy and a count', async () => {
  const { said, session } = recorded(5);
  const staged = reports.map((report, at) => ({
    report,
    rows: at === 3 ? 0 : 5,
    manifest: at === 3 ? undefined : `s3://bucket/${report.name}/manifest.json`,
  }));
  await loadStaged(session, sink, { region: 'amer', runDate: '2026-11-21', staged });
  expect(said.map((line) => line.replace(/ \(.*\) /, ' (…) '))).toEqual([
    'LOCK "reports"."supa_models_collection", "reports"."segment_sizes", "reports"."training_set_sizes", "reports"."evaluations"',
    ...['supa_models_collection', 'segment_sizes', 'training_set_sizes'].flatMap((name) => [
      `DELETE FROM "reports"."${name}" WHERE run_date = $2 AND region = $1 | amer | 2026-11-21`,
      `COPY "reports"."${name}" (…) FROM 's3://bucket/${name}/manifest.json' IAM_ROLE default MANIFEST FORMAT AS JSON 'auto' GZIP DATEFORMAT 'YYYY-MM-DD' MAXERROR 0 COMPUPDATE OFF STATUPDATE ON`,
      'SELECT pg_last_copy_count()',
    ]),
    'DELETE FROM "reports"."evaluations" WHERE run_date = $2 AND region = $1 | amer | 2026-11-21',
  ]);
});

test('a copy that took fewer rows is not committed', async () => {
  const { session } = recorded(4);
  const staged = [{ report: reports[0]!, rows: 5, manifest: 's3://bucket/m.json' }];
  await expect(loadStaged(session, sink, { region: 'amer', runDate: '2026-11-21', staged })).rejects.toMatchObject({
    code: 'rows',
    message: expect.stringMatching(/took 4 of 5 rows/),
  });
});

// PostgreSQL stands in for as far as it goes: it has what a Redshift has but the COPY from S3.
async function sendAsFarAsItGoes(store: StoreAdapter) {
  const { client, schema } = database;
  const [migration] = migrationsOf('redshift') as [ReturnType<typeof migrationsOf>[0]];
  await client.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema};
    ${migration.sql.replaceAll(/\nCOMPOUND SORTKEY [^;]*/g, '')}; ${rememberSql(migration)};
    INSERT INTO segment_sizes VALUES ('amer', '2026-11-21', 's', 's', 1, 1, 1, 1)`);
  await using here = await nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 2 }), store });
  const to = { to: 'redshift', iamRole: 'default', tables: 'check', files: false };
  const { error } = await here.run([night(), reporting], database.night(to));
  const staged = (await keysOf(here.store, 'lookalikes/')).filter((key) => key.includes('/load/'));
  return { error, staged };
}

test('a night gets as far as the COPY; where that fails nothing is staged any more, and nothing was changed', async () => {
  const { error, staged } = await sendAsFarAsItGoes(adapter);
  expect(error).toMatchObject({
    code: 'statement',
    sqlState: '42601',
    message: expect.stringMatching(/^COPY "t_\w+"\."supa_models_collection" .* at localhost/),
  });
  expect(staged).toEqual([]);
  expect(await database.rows('segment_sizes')).toHaveLength(1);
});

test('staged files that cannot be removed hide nothing', async () => {
  const keeping: StoreAdapter = {
    name: adapter.name,
    open: async (at) => {
      const store = await adapter.open(at);
      const remove = store.delete.bind(store);
      return Object.assign(store, {
        delete: (key: string) =>
          key.includes('/load/') ? Promise.reject(new ObjectStoreError('io', 'read only')) : remove(key),
      });
    },
  };
  const { error, staged } = await sendAsFarAsItGoes(keeping);
  expect(error).toMatchObject({ code: 'statement', sqlState: '42601' });
  expect(staged.length).toBeGreaterThan(0);
});
