import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configured, doIn, listening, server } from '../test/server.ts';
import type { Session } from './session.ts';

const schema = `t_${randomUUID().replaceAll('-', '')}`;
const admin = new Client(server);
beforeAll(async () => {
  await admin.connect();
  await admin.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.pairs (a integer NOT NULL, b text)`);
});
afterAll(async () => {
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  await admin.end();
});
const pairs = async () =>
  (await admin.query<{ a: number }>(`SELECT a FROM ${schema}.pairs ORDER BY a`)).rows.map(({ a }) => a);
const empty = () => admin.query(`DELETE FROM ${schema}.pairs`);

async function* lines(count: number, before?: (line: number) => Promise<void> | void): AsyncGenerator<Uint8Array> {
  for (let line = 1; line <= count; line++) {
    await before?.(line);
    yield Buffer.from(`${line}\tx\n`);
  }
}
const copy = `COPY ${schema}.pairs (a, b) FROM STDIN`;

/** Ends the one session that is called so. */
const kill = () =>
  admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lookalikes-test'");

test('the connection is encrypted, and values come as the server writes them', async () => {
  const { columns, rows } = await doIn((session) =>
    session.run(
      `SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls, 0.1::float8 + 0.2 AS sum,
         timestamptz '2026-11-21 01:00+01' AS at, NULL AS nothing, $1::bigint AS big, false AS wrong`,
      ['9007199254740993'],
    ),
  );
  expect(columns).toEqual(['tls', 'sum', 'at', 'nothing', 'big', 'wrong']);
  expect(rows).toEqual([['true', '0.30000000000000004', '2026-11-21 00:00:00+00', null, '9007199254740993', 'false']]);
});

test('what work does is committed as one, and where it throws nothing is kept', async () => {
  await empty();
  expect(await doIn((session) => session.copyIn(copy, lines(100_000)))).toBe(100_000);
  expect(await pairs()).toHaveLength(100_000);
  await expect(
    doIn(async (session) => {
      await session.run(`DELETE FROM ${schema}.pairs`);
      throw new RangeError('no');
    }),
  ).rejects.toThrow(RangeError);
  expect(await pairs()).toHaveLength(100_000);
});

test('what the source of a COPY throws is thrown, and nothing is kept', async () => {
  await empty();
  const source = lines(50_000, (line) => {
    if (line === 40_000) throw new RangeError('the source');
  });
  await expect(doIn((session) => session.copyIn(copy, source))).rejects.toThrow(new RangeError('the source'));
  expect(await pairs()).toEqual([]);
});

test('a value that does not fit is told by table, column and line, and not quoted, in the cause neither', async () => {
  const bad = async function* () {
    yield await Promise.resolve(Buffer.from('1\tx\nsecret-7\ty\n'));
  };
  const error = await doIn((session) => session.copyIn(copy, bad())).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'PostgresError', code: 'data', sqlState: '22P02' });
  expect(String(error)).toMatch(/COPY .*pairs.* at localhost:\d+\/postgres: \(SQLSTATE 22P02.*line 2\)/);
  expect(String(error) + String((error as Error).cause)).not.toContain('secret');
  const none = await doIn((session) =>
    session.run(`INSERT INTO ${schema}.pairs VALUES ($1, $2)`, [null, 'secret']),
  ).catch((caught: unknown) => caught);
  expect(none).toMatchObject({ code: 'data', message: expect.stringContaining('table pairs, column a') });
});

test('a connection that is killed within a COPY leaves nothing, and is lost', async () => {
  await empty();
  const source = lines(200_000, async (line) => {
    if (line === 150_000) await kill();
  });
  await expect(doIn((session) => session.copyIn(copy, source))).rejects.toMatchObject({ code: 'lost' });
  expect(await pairs()).toEqual([]);
});

test('with attempts left it is done again from its beginning', async () => {
  await empty();
  const { said, log } = listening();
  let attempt = 0;
  const done = await doIn(
    async (session) => {
      attempt++;
      return session.copyIn(
        copy,
        lines(1000, async (line) => {
          if (line === 500 && attempt === 1) await kill();
        }),
      );
    },
    { given: { attempts: 2 }, log },
  );
  expect([done, attempt, (await pairs()).length]).toEqual([1000, 2, 1000]);
  expect(said).toEqual([expect.stringMatching(/^COPY .*Trying again, 2 of 2\.$/)]);
});

test('an abort stops the statement that runs, at the server too', async () => {
  const stop = new AbortController();
  const running = doIn((session) => session.run('SELECT pg_sleep(600)'), { signal: stop.signal });
  const isAsleep = async () =>
    (await admin.query("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"))
      .rowCount === 1;
  while (!(await isAsleep())) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort(new RangeError('enough'));
  await expect(running).rejects.toThrow(new RangeError('enough'));
  while (await isAsleep()) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('where the statement cannot be stopped at the server that is told', async () => {
  const stop = new AbortController();
  const { said, log } = listening();
  let asked = 0;
  const credentials = () => {
    if (++asked > 1) throw new Error('expired');
    return configured.credentials();
  };
  const work = async (session: Session) => {
    setTimeout(() => stop.abort(new RangeError('enough')), 50);
    await session.run('SELECT pg_sleep(3)');
  };
  await expect(doIn(work, { given: { credentials }, log, signal: stop.signal })).rejects.toThrow('enough');
  expect(said).toEqual([expect.stringMatching(/^a statement at localhost:\d+\/postgres may go on for a while$/)]);
});

test('a server that says nothing is not waited for', async () => {
  const work = async (session: Session) => {
    await session.run('SET statement_timeout TO 0');
    await session.run('SELECT pg_sleep(60)');
  };
  await expect(doIn(work, { given: { statementSeconds: 1 } })).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(/said nothing for 6 s/),
  });
});

test('an abort within a COPY, or before anything, leaves nothing', async () => {
  await empty();
  const stop = new AbortController();
  const source = lines(100_000, (line) => {
    if (line === 50_000) stop.abort(new RangeError('enough'));
  });
  const signal = stop.signal;
  await expect(doIn((session) => session.copyIn(copy, source), { signal })).rejects.toThrow('enough');
  await expect(doIn((session) => session.copyIn(copy, lines(1)), { signal })).rejects.toThrow('enough');
  expect(await pairs()).toEqual([]);
});

test('one statement at a time: a second in the same text is refused', async () => {
  await expect(doIn((session) => session.run(`SELECT 1; DROP TABLE ${schema}.pairs`))).rejects.toMatchObject({
    code: 'statement',
    sqlState: '42601',
  });
});

test('a transaction that reads cannot write', async () => {
  await expect(doIn((session) => session.run(`DELETE FROM ${schema}.pairs`), { mode: 'read' })).rejects.toMatchObject({
    code: 'statement',
    sqlState: '25006',
  });
});

test('a lock and a statement have their time', async () => {
  await admin.query(`BEGIN; LOCK TABLE ${schema}.pairs`);
  try {
    await expect(
      doIn((session) => session.run(`SELECT * FROM ${schema}.pairs`), { given: { lockSeconds: 1 } }),
    ).rejects.toMatchObject({ code: 'timeout', sqlState: '55P03' });
  } finally {
    await admin.query('COMMIT');
  }
  await expect(
    doIn((session) => session.run('SELECT pg_sleep(60)'), { given: { statementSeconds: 1 } }),
  ).rejects.toMatchObject({ code: 'timeout', sqlState: '57014' });
});

test('of two that want the same rows one waits; a conflict is tried again', async () => {
  await empty();
  const both = (start: number) =>
    doIn(
      async (session) => {
        await session.run('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
        const { rows } = await session.run(`SELECT coalesce(max(a), 0) FROM ${schema}.pairs`);
        await session.run('SELECT pg_sleep(0.2)');
        await session.run(`INSERT INTO ${schema}.pairs VALUES ($1, 'x')`, [Number(rows[0]?.[0]) + start]);
      },
      { given: { attempts: 5 } },
    );
  await Promise.all([both(1), both(1)]);
  expect(await pairs()).toEqual([1, 2]);
});
