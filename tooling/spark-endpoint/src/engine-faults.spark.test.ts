import { randomUUID } from 'node:crypto';
import { bigint, text } from '@lookalikes/schema';
import type { Engine, Write } from '@lookalikes/stage-kit';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lanes, openEngine } from '../test/lanes.ts';
import type { Cell, Outcome } from '../test/outcomes.ts';
import { cellName, outcomeOf, outcomeTable } from '../test/outcomes.ts';
import type { WorkName } from '../test/work.ts';
import { faultRows, mainStatement, newWrite, workNames, works, writtenRows } from '../test/work.ts';
import type { CallName, FaultName } from './faults.ts';
import { faultNames } from './faults.ts';

const spark = sparkServer();
const schema = `faults_${randomUUID().replaceAll('-', '')}`;
// Above the five seconds that Spark's longest answer takes, on a machine that is busy with other things too.
const patient = { answerTimeout: 12, statementTimeout: 300, retryBudget: 200 };
const hasty = { answerTimeout: 15, statementTimeout: 60, retryBudget: 3 };

const outcomes = new Map<string, Outcome>();
const writes: { readonly cell: string; readonly write: Write; readonly outcome: Outcome }[] = [];
let witness: Engine;
const lanes = new Lanes(spark, schema, patient);
const hastyLanes = new Lanes(spark, schema, hasty);

beforeAll(async () => {
  witness = await openEngine(spark, schema, patient);
  await works.materialize(witness, newWrite());
});
afterAll(async () => {
  await Promise.all([lanes.close(), hastyLanes.close(), witness.close()]);
});

/** Does the work of a cell and keeps how it ended. */
async function settle(cell: string, engine: Engine, work: WorkName): Promise<Outcome> {
  const write = newWrite();
  const outcome = await outcomeOf(works[work](engine, write));
  outcomes.set(cell, outcome);
  if (work === 'materialize' || work === 'load') writes.push({ cell, write, outcome });
  return outcome;
}

/** The cells of some calls, faults and work, each with its name. */
const cellsOf = (
  calls: readonly CallName[],
  { faults = faultNames, of = workNames }: { faults?: readonly FaultName[]; of?: readonly WorkName[] } = {},
): (Cell & { name: string })[] =>
  calls.flatMap((call) =>
    faults.flatMap((fault) => of.map((work) => ({ call, fault, work, name: cellName({ call, fault, work }) }))),
  );

// Whose statement it is matters for these; the results of a write are read by statements of their own.
const ofMain = ['ExecuteStatement', 'GetOperationStatus', 'CloseOperation'] as const;
const ofAny = ['GetResultSetMetadata', 'FetchResults'] as const;

// Each waits for most of its time.
describe.concurrent('a fault that passes', { timeout: 400_000 }, () => {
  const cells = [
    ...cellsOf([...ofMain, ...ofAny], { of: ['query', 'materialize'] }),
    ...cellsOf(['ExecuteStatement'], { of: ['columns', 'load'] }),
    ...cellsOf([...ofMain, ...ofAny].slice(1), { faults: ['reset-after', 'session-expired'], of: ['columns', 'load'] }),
  ];

  test.for(cells)('$name', async ({ name, call, fault, work }, { expect: expectHere }) => {
    await lanes.use(async ({ gateway, engine }) => {
      const main = (ofMain as readonly string[]).includes(call);
      gateway.faults.add({ call, fault, ...(main && { statement: mainStatement[work] }) });
      expect(await settle(name, engine, work)).toBe('right');
      // That a statement is closed is not waited for.
      await expectHere.poll(() => gateway.faults.counts()[call].faulted, { timeout: 20_000 }).toBe(1);
    });
  });

  test.each(cellsOf(['OpenSession'], { of: ['materialize'] }))('$name', async ({ name, call, fault, work }) => {
    await lanes.useGateway(async (gateway, open) => {
      gateway.faults.add({ call, fault });
      const engine = await open();
      expect(await settle(name, engine, work)).toBe('right');
      expect(gateway.faults.counts()[call].faulted).toBe(1);
      await engine.close();
    });
  });

  test.each(faultNames)('closing: CloseSession meets %s', async (fault) => {
    await lanes.useGateway(async (gateway, open) => {
      const engine = await open();
      gateway.faults.add({ call: 'CloseSession', fault });
      await engine.close();
      expect(gateway.faults.counts().CloseSession.faulted).toBe(1);
    });
  });
});

describe.concurrent('a fault after the first rows of a stream', { timeout: 400_000 }, () => {
  test.each(faultNames)('columns: the second FetchResults meets %s', async (fault) => {
    await lanes.use(async ({ gateway, engine }) => {
      gateway.faults.add({ call: 'FetchResults', fault, nth: 2, statement: mainStatement.columns });
      const outcome = await outcomeOf(works.columns(engine, newWrite()));
      expect(outcome).toBe(fault === 'slow' ? 'right' : 'error unavailable');
      expect(gateway.faults.counts().FetchResults.faulted).toBe(1);
    });
  });
});

describe.concurrent('a fault that stays', { timeout: 400_000 }, () => {
  const staying = { faults: ['503', 'hang-before', 'cut-message'], of: ['query', 'materialize'] } as const;

  test.each(cellsOf(['ExecuteStatement', 'GetOperationStatus', ...ofAny], staying))(
    '$name, each time',
    async ({ name, call, fault, work }) => {
      await hastyLanes.use(async ({ gateway, engine }) => {
        gateway.faults.add({ call, fault, times: Infinity });
        expect(await settle(`${name}, each time`, engine, work)).toBe('error unavailable');
      });
    },
  );
});

describe('each statement of a write', { timeout: 400_000 }, () => {
  test.each(['materialize', 'load'] as const)('%s: whichever answer is lost', async (work) => {
    await lanes.use(async ({ gateway, engine }) => {
      // An engine's first write looks at its table besides.
      await works[work](engine, newWrite());
      gateway.faults.clear();
      expect(await settle(`${work}, nothing lost`, engine, work)).toBe('right');
      const statements = gateway.faults.counts().ExecuteStatement.seen;
      expect(statements).toBeGreaterThan(2);
      for (let nth = 1; nth <= statements; nth++) {
        gateway.faults.clear();
        gateway.faults.add({ call: 'ExecuteStatement', fault: 'reset-after', nth });
        expect(await settle(`${work}, answer ${nth} lost`, engine, work)).toBe('right');
        expect(gateway.faults.counts().ExecuteStatement.faulted).toBe(1);
      }
    });
  });
});

describe('afterwards', () => {
  test('no write is there twice, none is there in part, and none that succeeded is missing', async () => {
    const name = 'count.sql';
    const sql = `SELECT write_id, count(*) AS found, count(DISTINCT number) AS numbers FROM ${faultRows.table} GROUP BY write_id`;
    const columns = { write_id: text('Id.'), found: bigint('Rows.'), numbers: bigint('Numbers.') };
    const rows = await witness.query({ name, text: sql, relations: {}, params: {} }, columns);
    const found = new Map(rows.map((row) => [row['write_id'], `${String(row['found'])} of ${String(row['numbers'])}`]));
    const whole = `${writtenRows} of ${writtenRows}`;
    const bad = writes.filter(({ write, outcome }) => {
      const there = found.get(write.writeId);
      return there !== whole && (outcome === 'right' || there !== undefined);
    });
    expect(writes.length).toBeGreaterThan(0);
    expect(bad.map(({ cell, write }) => `${cell}: ${found.get(write.writeId) ?? 'nothing'}`)).toEqual([]);
  });

  test('the table of outcomes is what the docs show', async () => {
    const calls = ['OpenSession', ...ofMain, ...ofAny] as const;
    await expect(`${outcomeTable(calls, outcomes)}\n`).toMatchFileSnapshot('../test/outcomes.md');
  });
});
