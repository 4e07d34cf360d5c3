import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Login, TestDatabase } from '../test/database.ts';
import { configText, connectionOf, testDatabase, world } from '../test/database.ts';
import { night } from '../test/night.ts';
import { reporting } from './stage.ts';

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

/** A user who may use the schema's tables and make none, as who loads reports mostly is. */
async function loader(): Promise<Login & AsyncDisposable> {
  const user = `${database.schema}_loader`;
  await database.client.query(`CREATE USER ${user} PASSWORD 'pw'`);
  return {
    user,
    password: 'pw',
    [Symbol.asyncDispose]: async () => void (await database.client.query(`DROP OWNED BY ${user}; DROP USER ${user}`)),
  };
}
const run = (sink: Readonly<Record<string, unknown>> = {}) => here.run([night(), reporting], database.night(sink));

test('tables that are not there are told, with the statements that make them', async () => {
  const { error } = await run({ tables: 'check' });
  expect(error).toMatchObject({
    name: 'ReportingError',
    code: 'tables',
    message: expect.stringMatching(
      new RegExp(
        `^Schema ${database.schema} at localhost:\\d+/postgres lacks 0001_report_tables, .*Run lookalikes-reporting tables apply.*BEGIN;\\nSET search_path TO "${database.schema}";.*CREATE TABLE supa_models_collection .*COMMIT;`,
        's',
      ),
    ),
  });
});

test('who may make no tables is told what somebody else has to run, and then may send', async () => {
  const { client, schema } = database;
  await using login = await loader();
  const connection = connectionOf(login);
  await client.query(`CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO ${login.user}`);
  const { error } = await run({ connection });
  expect(error).toMatchObject({ code: 'tables', cause: { code: 'refused', sqlState: '42501' } });
  const statements = /BEGIN;.*COMMIT;/s.exec(String(error))?.[0] ?? '';
  await client.query(statements);

  const unseen = await run({ connection, tables: 'check' });
  expect(unseen.error).toMatchObject({ code: 'tables', message: expect.stringMatching(/or the user may not see it/) });
  await client.query(`GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${login.user}`);
  expect((await run({ connection, tables: 'check' })).error).toBeUndefined();
  expect(await database.rows('segment_sizes')).toHaveLength(3);
});

test('two that apply at once make one set of tables', async () => {
  await using there = await world();
  const both = await Promise.all([
    run(),
    there.run([night(), reporting], database.night({}, { runDate: '2026-11-22' })),
  ]);
  expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(await database.rows('segment_sizes')).toHaveLength(6);
});

test('a column that somebody changed is told; one that somebody added is left alone', async () => {
  const { client, schema } = database;
  await run();
  await client.query(`ALTER TABLE ${schema}.evaluations ADD COLUMN note text`);
  expect((await run()).error).toBeUndefined();
  await client.query(`
    ALTER TABLE ${schema}.evaluations ALTER COLUMN hits TYPE bigint;
    ALTER TABLE ${schema}.segment_sizes DROP COLUMN reach`);
  expect((await run()).error).toMatchObject({
    code: 'tables',
    message: expect.stringMatching(
      /segment_sizes\.reach is missing, expected integer; evaluations\.hits is bigint, expected integer/,
    ),
  });
});

test('a migration that is not what was applied is told', async () => {
  await run();
  await database.client.query(`UPDATE ${database.schema}.lookalikes_report_migrations SET sha256 = 'abc'`);
  expect((await run()).error).toMatchObject({
    code: 'tables',
    message: expect.stringMatching(
      /^Migration 0001_report_tables was applied .* with sha256 abc, and is [0-9a-f]{64} now/,
    ),
  });
});

/** The command, as a process. */
async function command(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@lookalikes/source', cli, 'tables', ...args]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += String(text)));
  child.stderr.on('data', (text: Buffer) => (said.err += String(text)));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...said };
}

test('the command prints, applies and checks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lookalikes-tables-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = join(folder, 'lookalikes.config.ts');
  await writeFile(config, configText(database.schema));
  const { schema } = database;

  expect(await command('check', '--config', config)).toMatchObject({
    status: 1,
    err: expect.stringMatching(/lacks 0001_/),
  });
  const printed = await command('print', '--config', config);
  expect(printed.out).toMatch(new RegExp(`SET search_path TO "${schema}";[\\s\\S]*CREATE TABLE evaluations`));
  expect(await command('apply', '--config', config)).toMatchObject({ status: 0, out: 'Applied 0001_report_tables.\n' });
  expect((await command('apply', '--config', config)).out).toBe('Every migration was applied before.\n');
  expect((await command('check', '--config', config)).out).toMatch(/^The tables of schema t_\w+ are what this version/);

  await writeFile(config, configText(undefined));
  expect(await command('check', '--config', config)).toMatchObject({
    status: 2,
    err: expect.stringMatching(/stages\.reporting\.sink names no database/),
  });
});
