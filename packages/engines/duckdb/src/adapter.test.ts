import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bigint, int, text } from '@lookalikes/schema';
import type { Engine, Statement } from '@lookalikes/stage-kit';
import { afterAll, expect, test } from 'vitest';
import { duckdb, DuckDbError } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'lookalikes-duckdb-'));
afterAll(() => rm(root, { recursive: true }));

const place = { root, region: 'amer' as const };
const sql = (statement: string): Statement => ({ name: 'test.sql', text: statement, relations: {}, params: {} });
const setting = async (engine: Engine, name: string) => {
  const [row] = await engine.query(sql(`SELECT CAST(current_setting('${name}') AS VARCHAR) AS value`), {
    value: text('Value.'),
  });
  return row?.['value'];
};

test('opens a database with what was asked for, in UTC, without extensions from elsewhere', async () => {
  const engine = await duckdb({ path: 'a/amer.duckdb', threads: 1, memoryLimit: '200MB', spillFolder: 'spilled' }).open(
    place,
  );
  expect(engine.name).toMatch(/^duckdb \d+\.\d+\.\d+$/);
  expect(await setting(engine, 'threads')).toBe('1');
  expect(await setting(engine, 'memory_limit')).toMatch(/^190\.\d MiB$/);
  expect(await setting(engine, 'temp_directory')).toBe(join(root, 'spilled'));
  expect(await setting(engine, 'TimeZone')).toBe('UTC');
  expect(await setting(engine, 'autoinstall_known_extensions')).toBe('false');
  expect(await setting(engine, 'autoload_known_extensions')).toBe('false');
  await engine.close();
});

test('spills beside the database unless told, and nowhere where it is not kept', async () => {
  const kept = await duckdb({ path: 'b.duckdb' }).open(place);
  expect(await setting(kept, 'temp_directory')).toBe(join(root, 'b.duckdb.spill'));
  await kept.close();
  const passing = await duckdb({ path: ':memory:' }).open(place);
  expect(await setting(passing, 'temp_directory')).toBe('');
  await passing.close();
});

test('is open once at a time in a process, and again after it is closed', async () => {
  const adapter = duckdb({ path: 'once.duckdb' });
  const first = await adapter.open(place);
  const second = adapter.open(place);
  await expect(second).rejects.toMatchObject({ name: 'DuckDbError', code: 'lock-held' });
  await expect(second).rejects.toThrow(/once\.duckdb is open in this process/);
  const other = await duckdb({ path: 'other.duckdb' }).open({ root, region: 'emeaApac' });
  await Promise.all([first.close(), other.close()]);
  await (await adapter.open(place)).close();
});

test('is open in one process at a time', async () => {
  const engine = await duckdb({ path: 'shared.duckdb' }).open(place);
  const script = `import { duckdb } from '${new URL('./index.ts', import.meta.url).href}';
    await duckdb({ path: 'shared.duckdb' }).open({ root: process.argv[1], region: 'amer' }).catch((error) => console.log(error.code, error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@lookalikes/source',
    '--input-type=module',
    '-e',
    script,
    root,
  ]);
  expect(stdout).toMatch(/^lock-held .*shared\.duckdb is open in .*; wait for it to end/);
  await engine.close();
});

test.each([
  { what: 'a folder', path: 'folder', options: {} },
  { what: 'a file that is no database', path: 'text', options: {} },
  { what: 'a path under a file', path: 'text/x.duckdb', options: {} },
  { what: 'a memory limit that is none', path: 'c.duckdb', options: { memoryLimit: 'much' } },
])('says why it cannot open $what', async ({ path, options }) => {
  await mkdir(join(root, 'folder'), { recursive: true });
  await writeFile(join(root, 'text'), 'no database '.repeat(1000));
  const refused = duckdb({ path, ...options }).open(place);
  await expect(refused).rejects.toMatchObject({ name: 'DuckDbError', code: 'io' });
  await expect(refused).rejects.toThrow(path);
  const again = duckdb({ path, ...options }).open(place);
  await expect(again).rejects.toMatchObject({ code: 'io' });
});

test('closing stops what runs, and ends streams that rest', async () => {
  const engine = await duckdb({ path: 'closing.duckdb' }).open(place);
  const number = { number: int('Number.') };
  const batches = engine.columns(sql('SELECT CAST(range AS INTEGER) AS number FROM range(1000000)'), number);
  const stream = batches[Symbol.asyncIterator]();
  await stream.next();
  const running = engine.query(
    sql('SELECT CAST(count(*) AS INTEGER) AS number FROM range(100000000000) WHERE range % 7 = 3'),
    number,
  );
  const outcome = running.catch((error: unknown) => error);
  await engine.close();
  expect(await outcome).toMatchObject({ code: 'closed' });
  await expect(stream.next()).rejects.toBeInstanceOf(DuckDbError);
  const again = await duckdb({ path: 'closing.duckdb' }).open(place);
  await again.close();
});

test('sorts more than fits in memory by spilling', async () => {
  const engine = await duckdb({ path: 'small.duckdb', memoryLimit: '64MB', threads: 1 }).open(place);
  const statement = sql(
    'SELECT CAST((range * 7919) % 3000017 AS INTEGER) AS number, md5(CAST(range AS VARCHAR)) AS word FROM range(1500000) ORDER BY number',
  );
  let last = -1;
  let ascending = true;
  for await (const { columns } of engine.columns(statement, { number: int('Number.'), word: text('Word.') })) {
    for (const number of columns['number'] as Int32Array) {
      ascending &&= number >= last;
      last = number;
    }
  }
  expect(ascending).toBe(true);
  await engine.close();
});

test('says of a statement that neither fits in memory nor spills what to give it', async () => {
  const engine = await duckdb({ path: 'tiny.duckdb', memoryLimit: '32MB', threads: 1 }).open(place);
  const statement = sql('SELECT CAST(len(list(range)) AS BIGINT) AS numbers FROM range(20000000)');
  await expect(engine.query(statement, { numbers: bigint('Numbers.') })).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(
      /^\S.*: Out of Memory Error: .*30.* MiB used\).*; give it more with memoryLimit in the config/,
    ),
  });
  await engine.close();
});

test('shows the SQL of a statement without opening anything', async () => {
  const statement = { ...sql('SELECT :word AS word'), params: { word: 'w' } };
  expect(duckdb({ path: 'never.duckdb' }).compile(statement, place)).toEqual({
    sql: 'SELECT $word AS word',
    params: { word: 'w' },
  });
  await expect(stat(join(root, 'never.duckdb'))).rejects.toMatchObject({ code: 'ENOENT' });
});
