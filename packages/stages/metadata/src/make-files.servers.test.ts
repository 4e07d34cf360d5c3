import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { duckdb } from '@lookalikes/engine-duckdb';
import { metadataFiles, pixels, segments } from '@lookalikes/schema';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld, postgresServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { metadata } from './stage.ts';

const { caFile, ...server } = postgresServer();
const { user, password } = server;
const schema = `t_${randomUUID().replaceAll('-', '')}`;

let client: Client;
let here: NightWorld;
beforeEach(async () => {
  client = new Client(server);
  await client.connect();
  await client.query(`
    CREATE SCHEMA ${schema};
    SET search_path TO ${schema};
    CREATE TABLE campaigns (id bigint, title text, region text, dsp_id bigint, share numeric(8, 4), days integer, live boolean);
    INSERT INTO campaigns VALUES
      (2, 'it''s "quoted" \\N', 'amer', 772, NULL, NULL, true), (1, 'Travel', 'amer', 771, 0.05, 30, true),
      (9007199254740993, 'Film', 'emeaApac', 18446744073709, 500, 30, false);
    CREATE TABLE tags (campaign bigint, pixel text);
    INSERT INTO tags VALUES (2, 'p2'), (1, 'p1b'), (1, 'p1')`);
  here = await nightWorld({
    engine: ({ region }) => duckdb({ path: `${region}.duckdb`, threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
});
afterEach(async () => {
  await client.query(`DROP SCHEMA ${schema} CASCADE`);
  await client.end();
  await here[Symbol.asyncDispose]();
});

const queries = {
  segments: `SELECT id AS segment_id, title AS name, region, 'an' AS dsp, dsp_id AS dsp_segment_id,
    share AS audience_size, days AS ttl_days, live AS active FROM ${schema}.campaigns`,
  pixels: `SELECT campaign AS segment_id, pixel AS pixel_id FROM ${schema}.tags -- as they come`,
};
const connection = {
  host: 'localhost',
  port: server.port,
  database: server.database,
  ca: readFileSync(caFile, 'utf8'),
  credentials: () => ({ user, password }),
  attempts: 1,
};
const run = (asked: Partial<typeof queries> = {}, database: object = {}, options: object = {}) =>
  here.run([metadata], {
    stages: {
      metadata: { from: { database: { ...connection, ...database }, queries: { ...queries, ...asked } }, ...options },
    },
  });
const textOf = async (file: keyof typeof metadataFiles) =>
  Buffer.from(await here.store.get(metadataFiles[file].key)).toString();
const figuresOf = ({ record }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(record.stages[0]?.figures.map(({ name, value }) => [name, value]) ?? []);

const expected = {
  segments: [
    metadataFiles.segments.columns.join('\t'),
    '1\tTravel\tamer\tan\t771\t0.0500\t30\ttrue',
    '2\tit\'s "quoted" \\N\tamer\tan\t772\t\t\ttrue',
    '9007199254740993\tFilm\temeaApac\tan\t18446744073709\t500.0000\t30\tfalse',
    '',
  ].join('\n'),
  pixels: 'segment_id\tpixel_id\n1\tp1\n1\tp1b\n2\tp2\n',
};

test('both TSVs are made, put where the legacy had them, and frozen', async () => {
  const result = await run();
  expect(result.error).toBeUndefined();
  expect(await textOf('segments')).toBe(expected.segments);
  expect(await textOf('pixels')).toBe(expected.pixels);
  expect((await here.rows(segments.v1)).map(({ name }) => name)).toEqual(['Travel', 'it\'s "quoted" \\N']);
  expect(await here.rows(pixels.v1)).toHaveLength(3);
  expect(figuresOf(result)).toMatchObject({
    segments_queried: 3,
    segments_file: 'written',
    pixels_queried: 3,
    pixels_file: 'written',
  });
});

test('equal rows give equal bytes, and a file that would not change is not written', async () => {
  await run();
  await client.query(
    `UPDATE ${schema}.tags SET pixel = pixel; UPDATE ${schema}.campaigns SET days = days WHERE id = 1`,
  );
  const again = await run();
  expect(figuresOf(again)).toMatchObject({ segments_file: 'unchanged', pixels_file: 'unchanged' });
  await client.query(`INSERT INTO ${schema}.tags VALUES (2, 'p0')`);
  const changed = await run();
  expect(figuresOf(changed)).toMatchObject({ segments_file: 'unchanged', pixels_file: 'written' });
  expect(await textOf('pixels')).toBe('segment_id\tpixel_id\n1\tp1\n1\tp1b\n2\tp0\n2\tp2\n');
});

test('keys and layouts are those that are read', async () => {
  const layout = { key: 'elsewhere/pixels.tsv', header: false, columns: ['pixel_id', '-', 'segment_id'] };
  expect((await run({}, {}, { pixels: layout })).error).toBeUndefined();
  expect(Buffer.from(await here.store.get('elsewhere/pixels.tsv')).toString()).toBe('p1\t\t1\np1b\t\t1\np2\t\t2\n');
  expect(await here.rows(pixels.v1)).toHaveLength(3);
});

test.each([
  [
    'fails',
    { pixels: 'SELECT no FROM such_table' },
    /^stages\.metadata\.from\.queries\.pixels fails: .*such_table.*42P01/,
  ],
  ['has no rows', { pixels: `${queries.pixels.split(' --')[0]} WHERE false` }, /queries\.pixels gives no row/],
  [
    'has other columns',
    { pixels: 'SELECT 1 AS pixel_id' },
    /gives the columns pixel_id; expected segment_id, pixel_id/,
  ],
  ['is two', { pixels: `SELECT 1; DROP TABLE ${schema}.tags` }, /multiple commands.*42601/],
  ['writes', { pixels: `DELETE FROM ${schema}.tags RETURNING 1` }, /queries\.pixels fails: .*syntax error/],
  [
    'asks too much',
    { pixels: "SELECT 's' AS segment_id, g AS pixel_id FROM generate_series(1, 2000000) AS g" },
    /gives 1,000,000 rows and more/,
  ],
  [
    'divides by zero',
    { pixels: `SELECT 1 / (campaign - campaign) AS segment_id, pixel AS pixel_id FROM ${schema}.tags` },
    /fails: FETCH .* \(SQLSTATE 22012\)/,
  ],
])('where a query %s the files are what they were', async (_, asked, message) => {
  await here.store.put(metadataFiles.segments.key, 'old segments');
  await here.store.put(metadataFiles.pixels.key, 'old pixels');
  const { error } = await run(asked);
  expect(error).toMatchObject({
    name: 'MetadataError',
    code: 'bad-query',
    message: expect.stringMatching(message),
  });
  expect(String(error)).toMatch(/The TSVs are what they were\.$/);
  expect([await textOf('segments'), await textOf('pixels')]).toEqual(['old segments', 'old pixels']);
  await expect(client.query(`SELECT 1 FROM ${schema}.tags`)).resolves.toMatchObject({ rowCount: 3 });
});

test('a value that a TSV cannot carry is told by row and column, and the files are what they were', async () => {
  await here.store.put(metadataFiles.segments.key, 'old segments');
  await client.query(`UPDATE ${schema}.campaigns SET title = E'sec\\tret' WHERE id = 1`);
  const { error } = await run({ segments: `${queries.segments} ORDER BY id` });
  expect(error).toMatchObject({
    code: 'bad-value',
    message: expect.stringMatching(/^Row 1 of stages\.metadata\.from\.queries\.segments, column name: it has a tab/),
  });
  expect(String(error)).not.toMatch(/sec/);
  expect(await textOf('segments')).toBe('old segments');
});

test('a database that is not there is worth another try later, and the files are what they were', async () => {
  await here.store.put(metadataFiles.segments.key, 'old segments');
  const { error } = await run({}, { port: 1 });
  expect(error).toMatchObject({ name: 'PostgresError', code: 'not-ready' });
  expect(await textOf('segments')).toBe('old segments');
});

test('a store that cannot be read or written is told as the store tells it', async () => {
  const { error } = await run({}, {}, { segments: { key: '../x' } });
  expect(error).toMatchObject({ name: 'ObjectStoreError', code: 'bad-key' });
});

test('a connection string is refused and not quoted', async () => {
  const { error } = await here.run([metadata], {
    stages: { metadata: { from: { database: 'postgres://platform:hunter2@db', queries } } },
  });
  expect(error).toMatchObject({
    code: 'config',
    message: expect.stringMatching(/from\.database\.connectionString: no such key/),
  });
  expect(String(error)).not.toContain('hunter2');
});
