import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DBSQLClient, DBSQLParameter, DBSQLParameterType } from '@databricks/sql';
import type { SparkServer } from '@lookalikes/stage-kit/testing';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from './certificates.ts';
import { startGateway } from './gateway.ts';
import { cache, placesIn, sparkStatements, startEndpoint, startGatewayBefore } from './index.ts';

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;
type StatementOptions = NonNullable<Parameters<Session['executeStatement']>[1]>;

const places = placesIn(cache);
const folder = mkdtempSync(join(tmpdir(), 'spark-endpoint-test-'));
const logger = { log: () => undefined };
process.env['DATABRICKS_TELEMETRY_DISABLED'] = '1';

afterAll(() => rmSync(folder, { recursive: true }));

describe('the Databricks driver on the local endpoint', () => {
  const endpoint = sparkServer();
  let client: DBSQLClient;
  let session: Session;

  const connect = (change: Partial<Pick<SparkServer, 'path' | 'token'>> = {}) => {
    const { host, port, path, token } = { ...endpoint, ...change };
    const customCaCert = readFileSync(endpoint.caFile);
    return new DBSQLClient({ logger }).connect({
      host,
      port,
      path,
      token,
      customCaCert,
      preserveBigNumericPrecision: true,
    });
  };
  const query = async (statement: string, options: StatementOptions = {}): Promise<object[]> => {
    const operation = await session.executeStatement(statement, options);
    const rows = await operation.fetchAll();
    await operation.close();
    return rows;
  };

  beforeAll(async () => {
    client = (await connect()) as DBSQLClient;
    session = await client.openSession({ configuration: { 'spark.sql.shuffle.partitions': '3' } });
  });

  afterAll(async () => {
    await session.close();
    await client.close();
  });

  test('values of every type arrive as they were', async () => {
    const selected = `SELECT 'té\\'xt' AS s, array('a', 'b') AS words, 7 AS i, 9007199254740993 AS big, 0.1D AS d, true AS yes,
      DATE '2026-11-21' AS day, TIMESTAMP '2026-11-21 10:11:12.123' AS at, CAST(12.50 AS DECIMAL(20, 2)) AS exact,
      CAST(NULL AS BIGINT) AS nothing`;
    expect(await query(selected)).toEqual([
      {
        s: "té'xt",
        words: ['a', 'b'],
        i: 7,
        big: 9_007_199_254_740_993n,
        d: 0.1,
        yes: true,
        day: new Date('2026-11-21'),
        at: new Date('2026-11-21T10:11:12.123Z'),
        exact: '12.50',
        nothing: null,
      },
    ]);
  });

  test('parameters are bound, whatever stands in them', async () => {
    const day = new DBSQLParameter({ type: DBSQLParameterType.DATE, value: '2026-11-21' });
    const namedParameters = { text: String.raw`it's \ "q" :big; DROP`, big: 9_007_199_254_740_993n, day, none: null };
    const rows = await query("SELECT ':big' AS quoted, :text AS text, :big AS big, :day AS day, :none AS none", {
      namedParameters,
    });
    expect(rows).toEqual([{ ...namedParameters, quoted: ':big', day: new Date('2026-11-21') }]);
    const withQuery = 'WITH few AS (SELECT id FROM range(:n) WHERE id < :most) SELECT count(*) AS n FROM few LIMIT :n';
    expect(await query(withQuery, { namedParameters: { n: 9, most: 5 } })).toEqual([{ n: 5n }]);
    expect(await query('SELECT ? AS a, ? AS b', { ordinalParameters: [1.5, true] })).toEqual([{ a: 1.5, b: true }]);
    const interval = new DBSQLParameter({ type: DBSQLParameterType.INTERVALDAY, value: '1' });
    await expect(query('SELECT :a', { namedParameters: { a: interval } })).rejects.toMatchObject({
      message: expect.stringContaining('parameter a has type INTERVAL DAY'),
    });
  });

  test('a Delta table is made, written and read, also by a session that starts in its schema', async () => {
    await query('CREATE SCHEMA nightly');
    await query('CREATE TABLE nightly.users (region STRING, user_key BIGINT) USING delta PARTITIONED BY (region)');
    await query('INSERT INTO nightly.users SELECT :region, id FROM range(3)', { namedParameters: { region: 'amer' } });
    const other = await client.openSession({ initialSchema: 'nightly' });
    const operation = await other.executeStatement('SELECT count(*) AS users, max(user_key) AS last FROM users');
    expect(await operation.fetchAll()).toEqual([{ users: 3n, last: 2n }]);
    await other.close();
    expect(await query('DESCRIBE DETAIL nightly.users')).toMatchObject([
      { format: 'delta', partitionColumns: ['region'] },
    ]);
  });

  test('a session has the settings it was opened with', async () => {
    expect(await query('SET spark.sql.shuffle.partitions')).toEqual([
      { key: 'spark.sql.shuffle.partitions', value: '3' },
    ]);
  });

  test('a result longer than one answer arrives whole', async () => {
    const rows = await query('SELECT id FROM range(250000)', { maxRows: null });
    expect(rows.length).toBe(250_000);
    expect(rows.at(-1)).toEqual({ id: 249_999n });
  });

  test.each([
    { sql: 'SELECT nothing_like_it', says: 'UNRESOLVED_COLUMN' },
    { sql: 'SELEC 1', says: 'PARSE_SYNTAX_ERROR' },
    { sql: 'SELECT 1 / 0', says: 'DIVIDE_BY_ZERO' },
    { sql: `SELECT array('a"b')`, says: 'select to_json of the column' },
  ])('$sql fails with its reason', async ({ sql, says }) => {
    await expect(query(sql)).rejects.toMatchObject({ message: expect.stringContaining(says) });
  });

  test('a cancelled statement ends in Spark', async () => {
    const statement = 'SELECT count(*) FROM range(1000000000000) WHERE sin(id) > 2';
    const running = await session.executeStatement(statement);
    const rows = running.fetchAll();
    rows.catch(() => undefined);
    await sleep(500);
    await running.cancel();
    await expect(rows).rejects.toMatchObject({ errorCode: 'CANCELED' });
    expect(await sparkStatements(endpoint.uiPort)).toContainEqual({ statement, state: 'CANCELED' });
  });

  test.each([
    { what: 'token', change: { token: 'another' }, says: '403' },
    { what: 'path', change: { path: '/sql/1.0/warehouses/other' }, says: '404' },
  ])('another $what is refused', async ({ change, says }) => {
    const stranger = await connect(change);
    await expect(stranger.openSession()).rejects.toMatchObject({ message: expect.stringContaining(says) });
    await stranger.close();
  });

  test('a driver that was not given the authority does not connect', async () => {
    const { host, port, path, token } = endpoint;
    const stranger = await new DBSQLClient({ logger }).connect({ host, port, path, token });
    await expect(stranger.openSession()).rejects.toMatchObject({
      message: expect.stringContaining('unable to verify the first certificate'),
    });
    await stranger.close();
  });

  test('a driver is told when Spark cannot be reached', async () => {
    const { certificate, key } = makeCertificates(folder);
    const gateway = await startGateway({ sparkPort: 1, port: 0, token: 'local', certificate, key });
    const customCaCert = readFileSync(join(folder, 'ca.pem'));
    const { host, path } = endpoint;
    const lost = await new DBSQLClient({ logger }).connect({
      host,
      path,
      port: gateway.port,
      token: 'local',
      customCaCert,
    });
    await expect(lost.openSession()).rejects.toMatchObject({ message: expect.stringContaining('502') });
    await lost.close();
    await gateway.close();
  });

  test('a second gateway on a port that is taken does not start, and leaves no folder', async () => {
    const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('spark-gateway-'));
    const before = folders();
    await expect(startGatewayBefore(endpoint, endpoint.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(folders()).toEqual(before);
  });

  test('a Spark that ends at once shows the end of its log', async () => {
    await expect(startEndpoint({ places, memory: 'much' })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(/it ended with 1; the end of its log:\n[^]*much/),
    });
  });

  test('a start can be stopped', async () => {
    await expect(startEndpoint({ places, signal: AbortSignal.abort() })).rejects.toMatchObject({
      message: expect.stringContaining('it was stopped while it started'),
    });
  });
});
