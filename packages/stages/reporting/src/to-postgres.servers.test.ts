import { setTimeout as sleep } from 'node:timers/promises';
import { evaluations, segmentSizes, supaModelsCollection, trainingSetSizes } from '@lookalikes/schema';
import { RegionLock } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { types } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../test/database.ts';
import { connectionOf, testDatabase, world } from '../test/database.ts';
import { holding, night } from '../test/night.ts';
import { reporting } from './stage.ts';

// As contracts have them: a date as text, 64 bits as a bigint.
types.setTypeParser(types.builtins.DATE, String);
types.setTypeParser(types.builtins.INT8, BigInt);

let database: TestDatabase;
let here: NightWorld;
beforeEach(async () => {
  database = await testDatabase();
  here = await world();
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await here[Symbol.asyncDispose]();
});

const reports = [
  ['supa_models_collection', supaModelsCollection.v1],
  ['segment_sizes', segmentSizes.v1],
  ['training_set_sizes', trainingSetSizes.v1],
  ['evaluations', evaluations.v1],
] as const;

const allRows = async () => {
  const found = [];
  for (const [name] of reports) found.push(await database.rows(name));
  return found;
};
const tokens = async (): Promise<string[]> =>
  (await database.rows('supa_models_collection')).map(({ token }) => String(token)).toSorted();
const asText = (rows: readonly unknown[]): string[] =>
  rows
    .map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)))
    .toSorted();

/** Makes a COPY of weights wait, once it has sent some, until the advisory lock 42 is free. */
async function holdUp(): Promise<void> {
  const { client, schema } = database;
  await client.query(`
    CREATE FUNCTION ${schema}.hold_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.weight_rank = 3 THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NEW; END';
    CREATE TRIGGER hold_up BEFORE INSERT ON ${schema}.supa_models_collection
      FOR EACH ROW EXECUTE FUNCTION ${schema}.hold_up();
    SELECT pg_advisory_lock(42)`);
}
const letGo = () => database.client.query('SELECT pg_advisory_unlock_all()');

/** The process that waits within its COPY. */
async function heldUp(): Promise<number> {
  for (;;) {
    const { rows } = await database.client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE query LIKE $1 AND wait_event = 'advisory'",
      [`COPY "${database.schema}"%`],
    );
    if (rows[0]) return rows[0].pid;
    await sleep(20);
  }
}

test('the tables hold what the datasets hold, with region and run date', async () => {
  const { error, record } = await here.run([night(), reporting], database.night());
  expect(error).toBeUndefined();
  for (const [name, dataset] of reports) {
    const partition = { region: 'amer', run_date: '2026-11-21' };
    const expected = (await here.rows(dataset)).map((row) => Object.assign({}, partition, row));
    expect(asText(await database.rows(name))).toEqual(asText(expected));
  }
  expect(record.stages[1]?.figures).toContainEqual({ name: 'supa_models_collection.postgres', value: 4 });
  expect(record.stages[1]?.figures).toContainEqual({ name: 'migration', value: '0001_report_tables' });
  expect(record.stages[1]?.figures.find(({ name }) => name === 'evaluations.tsv')).toBeDefined();
});

test('running again leaves equal rows; another night and the other region are left alone', async () => {
  await here.run([night(), reporting], database.night());
  await here.run([night({ tokens: ['x'] }), reporting], database.night({}, { runDate: '2026-11-22' }));
  await here.run([night({ tokens: ['y', 'z'] }), reporting], database.night({}, { region: 'emeaApac' }));
  const before = await allRows();
  expect(before[0]).toHaveLength(7);
  expect((await here.run([night(), reporting], database.night())).error).toBeUndefined();
  expect(await allRows()).toEqual(before);
  await here.run([night({ tokens: ['b'] }), reporting], database.night({ files: false }));
  expect(await tokens()).toEqual(['b', 'x', 'y', 'z']);
});

test('a night that is held by its audit changes nothing there', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  const { error } = await here.run([night({ tokens: ['x'] }), holding(here.root)], database.night());
  expect(error).toMatchObject({ code: 'held' });
  expect(await allRows()).toEqual(before);
});

test('without files there are none', async () => {
  await here.run([night(), reporting], database.night({ files: false }));
  const keys = [];
  for await (const { key } of here.store.list('lookalikes/')) keys.push(key);
  expect(keys).toEqual([]);
});

const hostile = [
  `it's "quoted" \\ and \\N and \\. and \\\\N`,
  'tab\tline\nreturn\rboth\r\nend\n',
  '\u202eright to left\u202c \u0001\u001f\u007f',
  `'; DROP TABLE segment_sizes; --`,
  '../../etc/passwd {region} {{segments}} :region $1',
  '',
  '\u{1f600}é漢',
  'x'.repeat(10_000),
];

test('whatever a name or a token holds is carried through exactly', async () => {
  const name = hostile.join('|');
  const { error } = await here.run([night({ name, tokens: hostile }), reporting], database.night());
  expect(error).toBeUndefined();
  const rows = await database.rows('supa_models_collection');
  expect(rows.map(({ token }) => String(token)).toSorted()).toEqual(hostile.toSorted());
  expect(new Set(rows.map(({ segment_name }) => segment_name))).toEqual(new Set([name]));
});

test('what the database cannot hold is refused by its place, and nothing was changed', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  const { error } = await here.run([night({ tokens: ['a', 'b\0secret'] }), reporting], database.night());
  expect(error).toMatchObject({
    name: 'ReportingError',
    code: 'value',
    message:
      'supa_models_collection, row 2, token: has a NUL character (U+0000). The database cannot hold it; correct it where it comes from. Nothing was changed there.',
  });
  expect(await allRows()).toEqual(before);
});

test('a connection that is killed within a COPY changes nothing', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  await holdUp();
  const running = here.run([night({ tokens: ['p', 'q', 'r', 's'] }), reporting], database.night());
  await database.client.query('SELECT pg_terminate_backend($1)', [await heldUp()]);
  expect((await running).error).toMatchObject({ name: 'PostgresError', code: 'lost' });
  expect(await allRows()).toEqual(before);
  await expect(here.rows(segmentSizes.v1)).resolves.toHaveLength(3);
});

test('with attempts left a killed COPY is sent again', async () => {
  await here.run([night(), reporting], database.night());
  await holdUp();
  const connection = { ...connectionOf(), attempts: 2 };
  const running = here.run([night({ tokens: ['p', 'q', 'r'] }), reporting], database.night({ connection }));
  await database.client.query('SELECT pg_terminate_backend($1)', [await heldUp()]);
  await letGo();
  expect((await running).error).toBeUndefined();
  expect(await tokens()).toEqual(['p', 'q', 'r']);
});

test('a run that is stopped within a COPY changes nothing', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  await holdUp();
  const stop = new AbortController();
  const { signal } = stop;
  const running = here.run([night({ tokens: ['p', 'q', 'r', 's'] }), reporting], database.night({}, { signal }));
  await heldUp();
  stop.abort(new RangeError('enough'));
  expect((await running).record.status).toBe('cancelled');
  await letGo();
  expect(await allRows()).toEqual(before);
});

test('a run that lost its region within a COPY changes nothing', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  await holdUp();
  const running = here.run([night({ tokens: ['p', 'q', 'r', 's'] }), reporting], database.night());
  await heldUp();
  const other = await RegionLock.acquire(here.store, 'amer', { run: 'amer/2026-11-21', force: true });
  await letGo();
  expect((await running).error).toMatchObject({ code: 'lock-lost' });
  await other.release();
  expect(await allRows()).toEqual(before);
});

test('what is done in the database is in the journal, before and after', async () => {
  await here.run([night(), reporting], database.night());
  const told = [];
  for await (const { key } of here.store.list('journal/amer/2026-11-21/0001/')) {
    if (!key.includes('-other-')) continue;
    const { effect } = JSON.parse(Buffer.from(await here.store.get(key)).toString()) as { effect?: { what: string } };
    told.push(effect?.what ?? 'done');
  }
  expect(told.toSorted()).toEqual(['done', 'done', 'reports to postgres', 'tables of postgres']);
});

test('of two runs of one night the second waits, and one set of rows is left', async () => {
  await here.run([night(), reporting], database.night());
  await using there = await world();
  await holdUp();
  const first = here.run([night({ tokens: ['p', 'q', 'r'] }), reporting], database.night());
  await heldUp();
  const second = there.run([night({ tokens: ['p', 'q', 'r'] }), reporting], database.night());
  await sleep(500);
  await letGo();
  expect([(await first).error, (await second).error]).toEqual([undefined, undefined]);
  expect(await tokens()).toEqual(['p', 'q', 'r']);
});

test('a lock that somebody keeps is waited for so long and no longer', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  await database.client.query(`BEGIN; LOCK TABLE ${database.schema}.evaluations`);
  const connection = { ...connectionOf(), lockSeconds: 1 };
  const { error } = await here.run([night({ tokens: ['p'] }), reporting], database.night({ connection }));
  await database.client.query('COMMIT');
  expect(error).toMatchObject({ code: 'timeout', message: expect.stringMatching(/evaluations.*SQLSTATE 55P03/) });
  expect(await allRows()).toEqual(before);
});

test('a table that leaves rows out is noticed', async () => {
  await here.run([night(), reporting], database.night());
  const before = await allRows();
  await database.client.query(`
    CREATE FUNCTION ${database.schema}.lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER lose BEFORE INSERT ON ${database.schema}.evaluations
      FOR EACH ROW EXECUTE FUNCTION ${database.schema}.lose()`);
  const { error } = await here.run([night(), reporting], database.night());
  expect(error).toMatchObject({
    code: 'rows',
    message: expect.stringMatching(/^evaluations: the database took 0 of 2/),
  });
  expect(await allRows()).toEqual(before);
});
