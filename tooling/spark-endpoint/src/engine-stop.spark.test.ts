import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DBSQLClient } from '@databricks/sql';
import type { Cancel, Engine } from '@lookalikes/stage-kit';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lanes, openEngine } from '../test/lanes.ts';
import { endless, faultRows, newWrite, works } from '../test/work.ts';
import { faultNames } from './faults.ts';
import { sparkStatements, statementsAtWork } from './statement-list.ts';

const spark = sparkServer();
const schema = `stops_${randomUUID().replaceAll('-', '')}`;
const patience = { answerTimeout: 30, statementTimeout: 600, retryBudget: 30 };
const lanes = new Lanes(spark, schema, patience);
const folder = mkdtempSync(join(tmpdir(), 'engine-stop-'));
let witness: Engine;

beforeAll(async () => {
  witness = await openEngine(spark, schema, patience);
  await works.materialize(witness, newWrite());
});
afterAll(async () => {
  await Promise.all([lanes.close(), witness.close()]);
  rmSync(folder, { recursive: true });
});

/** Whether a statement with a text has jobs at work in Spark. */
const atWork = async (part: string): Promise<boolean> =>
  (await statementsAtWork(spark.uiPort)).some((statement) => statement.includes(part));

/** Whether Spark lists a statement with a text as one that goes on. */
const listed = async (part: string): Promise<boolean> =>
  (await sparkStatements(spark.uiPort)).some(
    ({ statement, state }) => statement.includes(part) && /STARTED|COMPILED/.test(state),
  );

/**
 * Whether anything of such a statement is left. One that had jobs at work before it was stopped: Spark goes on listing
 * what was stopped while it was read, though nothing comes of it.
 */
const left = async (part: string): Promise<boolean> => (await listed(part)) || (await atWork(part));

const started = { timeout: 60_000, interval: 200 };
/** What issue and runbook promise. */
const stopped = { timeout: 5000, interval: 200 };
const enough = new Error('enough');
const newMark = (): string => `mark-${randomUUID()}`;

const endlessWorks = {
  query: (engine: Engine, mark: string, cancel: Cancel) => engine.query(endless(mark), faultRows.columns, cancel),
  columns: async (engine: Engine, mark: string, cancel: Cancel) => {
    for await (const { rows } of engine.columns(endless(mark), faultRows.columns, cancel)) if (rows > 0) return;
  },
  materialize: (engine: Engine, mark: string, cancel: Cancel) => engine.materialize(newWrite(), endless(mark), cancel),
} as const;
const endlessNames = ['query', 'columns', 'materialize'] as const;

/** Aborts work once its statement runs, waits until Spark says that it does not any more, and gives what was thrown. */
async function abortWhileRunning(engine: Engine, work: (typeof endlessNames)[number]): Promise<unknown> {
  const mark = newMark();
  const controller = new AbortController();
  const thrown = endlessWorks[work](engine, mark, { signal: controller.signal }).then(
    () => 'it ended by itself',
    (error: unknown) => error,
  );
  await expect.poll(() => atWork(mark), started).toBe(true);
  controller.abort(enough);
  await expect.poll(() => left(mark), stopped).toBe(false);
  return thrown;
}

describe('an abort', () => {
  test.each(endlessNames)('stops the statement of %s', async (work) => {
    expect(await lanes.use(({ engine }) => abortWhileRunning(engine, work))).toBe(enough);
  });

  test.each(faultNames)('stops a statement though CancelOperation meets %s', async (fault) => {
    await lanes.use(async ({ engine, gateway }) => {
      gateway.faults.add({ call: 'CancelOperation', fault });
      expect(await abortWhileRunning(engine, 'query')).toBe(enough);
      expect(gateway.faults.counts().CancelOperation.faulted).toBe(1);
    });
  });

  test.each(['503', 'hang-before', 'cut-message'] as const)(
    'stops a statement though every CancelOperation meets %s',
    async (fault) => {
      await lanes.use(async ({ engine, gateway }) => {
        gateway.faults.add({ call: 'CancelOperation', fault, times: Infinity });
        expect(await abortWhileRunning(engine, 'query')).toBe(enough);
      });
    },
  );

  test.each(['ExecuteStatement', 'GetOperationStatus'] as const)(
    'stops a statement whose %s is not answered',
    async (call) => {
      await lanes.use(async ({ engine, gateway }) => {
        gateway.faults.add({ call, fault: 'hang-after', statement: /range\(1000000000000\)/, times: Infinity });
        expect(await abortWhileRunning(engine, 'query')).toBe(enough);
        expect(gateway.faults.counts()[call].faulted).toBeGreaterThan(0);
      });
    },
  );

  test('by closing the engine stops what it runs', async () => {
    await lanes.useGateway(async (_gateway, open) => {
      const engine = await open();
      const mark = newMark();
      const thrown = engine.query(endless(mark), faultRows.columns).catch((error: unknown) => error);
      await expect.poll(() => atWork(mark), started).toBe(true);
      await engine.close();
      await expect.poll(() => left(mark), stopped).toBe(false);
      expect(await thrown).toMatchObject({ code: 'closed' });
    });
  });
});

test('a statement that outlasts its time is stopped', async () => {
  const short = new Lanes(spark, schema, { ...patience, statementTimeout: 20 });
  await short.use(async ({ engine }) => {
    const mark = newMark();
    await expect(engine.query(endless(mark), faultRows.columns)).rejects.toMatchObject({ code: 'timeout' });
    await expect.poll(() => left(mark), stopped).toBe(false);
  });
  await short.close();
});

describe('SIGTERM to a stage that runs by itself', () => {
  const fixture = join(import.meta.dirname, '../fixtures/endless');

  /** The tables of the schema with such names: a SHOW, which no engine has a call for. */
  async function tablesLike(pattern: string): Promise<object[]> {
    const { host, port, path, token, caFile } = spark;
    const customCaCert = readFileSync(caFile);
    const driver = new DBSQLClient({ logger: { log: () => undefined } });
    const client = await driver.connect({ host, port, path, token, customCaCert, telemetryEnabled: false });
    const session = await client.openSession({ initialSchema: schema });
    const tables = await (await session.executeStatement(`SHOW TABLES LIKE '${pattern}'`)).fetchAll();
    await session.close();
    await client.close();
    return tables;
  }

  /** Starts the stage's command, stops it once `part` runs in Spark, and gives its exit status. */
  async function stopStage(
    work: string,
    { part, mark, goesOn = left }: { part: string; mark: string; goesOn?: typeof left },
  ): Promise<unknown> {
    const { host, port, path, token, caFile } = spark;
    const config = ['--config', join(fixture, 'lookalikes.config.ts'), '--log', 'none'];
    const run = ['run', '--region', 'amer', '--date', '2026-11-21', ...config];
    const cli = join(fixture, 'src/cli.ts');
    const child = spawn(process.execPath, ['--conditions=@lookalikes/source', cli, ...run], {
      env: {
        ...process.env,
        DATABRICKS_HOST: `https://${host}:${port}`,
        DATABRICKS_HTTP_PATH: path,
        DATABRICKS_TOKEN: token,
        FIXTURE_CA: caFile,
        FIXTURE_SCHEMA: schema,
        FIXTURE_STORE: join(folder, mark),
        FIXTURE_WORK: work,
        FIXTURE_MARK: mark,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exit = once(child, 'exit');
    await expect.poll(() => atWork(part), started).toBe(true);
    child.kill('SIGTERM');
    await expect.poll(() => goesOn(part), stopped).toBe(false);
    return (await exit)[0];
  }

  test.each(endlessNames)('stops the statement of %s, and the process with 143', async (work) => {
    const mark = newMark();
    expect(await stopStage(work, { part: mark, mark })).toBe(143);
  });

  test('stops a load, which leaves no table behind', async () => {
    // One short statement after another: which of them is stopped is not known.
    const statement = { part: 'INSERT INTO `load_', mark: newMark(), goesOn: atWork };
    expect(await stopStage('load', statement)).toBe(143);
    expect(await tablesLike('load_*')).toEqual([]);
  });
});
