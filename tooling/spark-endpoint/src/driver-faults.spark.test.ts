import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DBSQLClient } from '@databricks/sql';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from './endpoint.ts';
import { startGatewayBefore } from './endpoint.ts';
import type { CallName, FaultName } from './faults.ts';
import { sparkStatements } from './statement-list.ts';

type Client = Awaited<ReturnType<DBSQLClient['connect']>>;
type Session = Awaited<ReturnType<Client['openSession']>>;

const logger = { log: () => undefined };
process.env['DATABRICKS_TELEMETRY_DISABLED'] = '1';

// What README's table says of driver 2.1.0 is held here: when a new driver does better, a line of this fails.
describe('what the driver itself does of a fault', () => {
  const spark = sparkServer();
  let gateway: Endpoint;
  let client: Client;
  let open: Session[] = [];

  const connect = async (socketTimeout: number): Promise<Client> => {
    const { host, port, path, token, caFile } = gateway;
    const retries = { retryMaxAttempts: 3, retryDelayMin: 20, retryDelayMax: 50 };
    const customCaCert = readFileSync(caFile);
    return new DBSQLClient({ logger }).connect({ host, port, path, token, customCaCert, socketTimeout, ...retries });
  };
  const openSession = async (of = client): Promise<Session> => {
    const session = await of.openSession();
    open.push(session);
    return session;
  };
  /** A whole statement from the session to its end. */
  const roundTrip = async (statement = 'VALUES (1), (2), (3)'): Promise<object[]> => {
    const session = await openSession();
    const operation = await session.executeStatement(statement, { maxRows: null });
    await operation.finished();
    const rows = await operation.fetchAll();
    await operation.close();
    await session.close();
    open = open.filter((each) => each !== session);
    return rows;
  };

  beforeAll(async () => {
    gateway = await startGatewayBefore(spark);
  });
  beforeEach(async () => {
    gateway.faults.clear();
    client = await connect(20_000);
  });
  afterEach(async () => {
    gateway.faults.clear();
    // A session whose operation cannot be closed cannot be closed either: the endpoint ends with it.
    await Promise.allSettled(open.map((session) => session.close()));
    open = [];
    await Promise.allSettled([client.close()]);
  });
  afterAll(() => gateway.stop());

  const repeated = ['GetOperationStatus', 'GetResultSetMetadata', 'CloseOperation', 'CloseSession'] as const;
  const once = ['OpenSession', 'ExecuteStatement', 'FetchResults'] as const;
  const cases = (calls: readonly CallName[], faults: readonly FaultName[]) =>
    calls.flatMap((call) => faults.map((fault) => ({ call, fault })));

  test.each(cases(repeated, ['429', '503', 'reset-before', 'slow']))(
    '$call survives $fault',
    async ({ call, fault }) => {
      gateway.faults.add({ call, fault });
      expect(await roundTrip()).toHaveLength(3);
      expect(gateway.faults.counts()[call].faulted).toBe(1);
    },
  );

  test.each(cases(once, ['slow']))('$call survives $fault', async ({ call, fault }) => {
    gateway.faults.add({ call, fault });
    expect(await roundTrip()).toHaveLength(3);
  });

  test.each(cases(repeated, ['503']))('$call gives up after its attempts of $fault', async ({ call, fault }) => {
    gateway.faults.add({ call, fault, times: Infinity });
    const message = 'Hive driver: 503 when connecting to resource. Max retry count exceeded.';
    await expect(roundTrip()).rejects.toMatchObject({ message });
    expect(gateway.faults.counts()[call]).toEqual({ seen: 3, faulted: 3 });
  });

  test.each(cases(once, ['429', '503']))('$call is not repeated after $fault', async ({ call, fault }) => {
    gateway.faults.add({ call, fault });
    await expect(roundTrip()).rejects.toMatchObject({ statusCode: Number(fault) });
    expect(gateway.faults.counts()[call].seen).toBe(1);
  });

  test.each(cases(once, ['reset-before', 'reset-after']))(
    '$call is not repeated after $fault',
    async ({ call, fault }) => {
      gateway.faults.add({ call, fault });
      await expect(roundTrip()).rejects.toMatchObject({ name: 'FetchError', type: 'system', code: 'ECONNRESET' });
      expect(gateway.faults.counts()[call].seen).toBe(1);
    },
  );

  test.each([
    { call: 'CloseOperation', says: 'Invalid OperationHandle' },
    { call: 'CloseSession', says: 'Session does not exist!' },
  ] as const)('$call is repeated after it was done, and fails', async ({ call, says }) => {
    gateway.faults.add({ call, fault: 'reset-after' });
    await expect(roundTrip()).rejects.toMatchObject({ message: expect.stringContaining(says) });
    expect(gateway.faults.counts()[call].seen).toBe(2);
  });

  test('a session with an operation whose close failed cannot be closed', async () => {
    const session = await openSession();
    const operation = await session.executeStatement('SELECT 1', { maxRows: null });
    await operation.fetchAll();
    gateway.faults.add({ call: 'CloseOperation', fault: 'reset-after' });
    const invalid = { message: expect.stringContaining('Invalid OperationHandle') };
    await expect(operation.close()).rejects.toMatchObject(invalid);
    await expect(session.close()).rejects.toMatchObject(invalid);
    expect(gateway.faults.counts().CloseSession.seen).toBe(0);
  });

  test.each([
    { call: 'ExecuteStatement', says: 'Invalid SessionHandle' },
    { call: 'GetOperationStatus', says: 'Invalid OperationHandle' },
    { call: 'FetchResults', says: 'Invalid OperationHandle' },
    { call: 'CloseSession', says: 'Session does not exist!' },
  ] as const)('$call in a session that is gone fails with what is no Error', async ({ call, says }) => {
    gateway.faults.add({ call, fault: 'session-expired' });
    const failure: unknown = await roundTrip().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Status Error', message: expect.stringContaining(says) });
    expect(failure).not.toBeInstanceOf(Error);
  });

  test.each(cases(['ExecuteStatement', 'GetOperationStatus', 'FetchResults'], ['hang-before', 'hang-after']))(
    '$call that gets no answer ($fault) ends by the socket time-out, and is not repeated',
    async ({ call, fault }) => {
      const session = await openSession(await connect(8000));
      gateway.faults.add({ call, fault });
      const rows = session.executeStatement('SELECT 1', { maxRows: null }).then((operation) => operation.fetchAll());
      await expect(rows).rejects.toMatchObject({ message: 'Request timed out' });
      expect(gateway.faults.counts()[call].seen).toBe(1);
    },
  );

  test('a body that is cut is noticed by the socket time-out alone', async () => {
    const session = await openSession(await connect(6000));
    gateway.faults.add({ call: 'ExecuteStatement', fault: 'cut' });
    await expect(session.executeStatement('SELECT 1')).rejects.toMatchObject({ type: 'body-timeout' });
  });

  test.each(['ExecuteStatement', 'GetOperationStatus', 'FetchResults'] as const)(
    '%s never ends when its message is cut, whatever the socket time-out',
    async (call) => {
      const session = await openSession(await connect(6000));
      gateway.faults.add({ call, fault: 'cut-message' });
      const rows = session.executeStatement('SELECT 1', { maxRows: null }).then((operation) => operation.fetchAll());
      expect(await Promise.race([rows, sleep(9000, 'nothing')])).toBe('nothing');
      expect(gateway.faults.counts()[call].seen).toBe(1);
    },
  );

  test('an INSERT whose answer was lost has written', async () => {
    const schema = `faults_${randomUUID().replaceAll('-', '')}`;
    await roundTrip(`CREATE SCHEMA ${schema}`);
    await roundTrip(`CREATE TABLE ${schema}.written (id BIGINT) USING delta`);
    gateway.faults.add({ call: 'ExecuteStatement', fault: 'reset-after', statement: /^INSERT/ });
    await expect(roundTrip(`INSERT INTO ${schema}.written SELECT id FROM range(3)`)).rejects.toThrow('ECONNRESET');
    await expect
      .poll(() => roundTrip(`SELECT id FROM ${schema}.written`), { timeout: 90_000, interval: 500 })
      .toHaveLength(3);
    await roundTrip(`DROP SCHEMA ${schema} CASCADE`);
  });

  test('rows that were lost on the way are not missed by who asks again', async () => {
    const session = await openSession();
    const operation = await session.executeStatement('SELECT id FROM range(250000)', { maxRows: null });
    gateway.faults.add({ call: 'FetchResults', fault: 'reset-after', nth: 2 });
    const chunk = { maxRows: 100_000 };
    await expect(operation.fetchChunk(chunk)).rejects.toThrow('ECONNRESET');
    const rows = await operation.fetchChunk(chunk);
    expect(await operation.hasMoreRows()).toBe(false);
    expect(rows).toHaveLength(50_000);
  });

  test('a statement whose handle never came ends with its session', async () => {
    const session = await openSession(await connect(8000));
    const statement = `SELECT count(*) AS n_${randomUUID().slice(0, 8)} FROM range(1000000000000) WHERE sin(id) > 2`;
    gateway.faults.add({ call: 'ExecuteStatement', fault: 'hang-after' });
    await expect(session.executeStatement(statement)).rejects.toMatchObject({ message: 'Request timed out' });
    const stateOf = async (): Promise<string | undefined> =>
      (await sparkStatements(spark.uiPort)).find((listed) => listed.statement === statement)?.state;
    expect(await stateOf()).toMatch(/STARTED|COMPILED/);
    await session.close();
    open = open.filter((each) => each !== session);
    await expect.poll(stateOf, { timeout: 5000 }).not.toMatch(/STARTED|COMPILED/);
  });
});
