import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bigint, defineDataset, int, text } from '@lookalikes/schema';
import type { Dataset, Version } from '@lookalikes/schema';
import type { Engine, LoadBatch, Statement, Write } from '@lookalikes/stage-kit';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'lookalikes-duckdb-'));
afterAll(() => rm(root, { recursive: true }));

const open = (path = ':memory:') => duckdb({ path }).open({ root, region: 'amer' });
const contract = (
  version: Version = { major: 1, minor: 0 },
  columns: Dataset['columns'] = { number: int('A number.') },
) => defineDataset({ name: 'parts', writtenBy: 'test', version, doc: 'Numbers.', columns, key: [] });
const parts = contract();
/** The id of the write that a test calls by a name. */
const idOf = (name: string): string =>
  `00000000-0000-4000-8000-${createHash('md5').update(name).digest('hex').slice(0, 12)}`;
const write = (name: string, dataset: Dataset = parts): Write => ({
  dataset,
  partition: { region: 'amer', date: '2026-11-21' },
  writeId: idOf(name),
});
const batch = (...numbers: number[]): LoadBatch => ({
  rows: numbers.length,
  columns: { number: Int32Array.from(numbers) },
});
const statement = (sql: string, ...writes: Write[]): Statement => ({
  name: 'test.sql',
  text: sql,
  relations: { parts: { kind: 'writes', dataset: writes[0]?.dataset ?? parts, writes } },
  params: {},
});
const sum = async (engine: Engine, sql: string, ...writes: Write[]) => {
  const [row] = await engine.query(statement(sql, ...writes), { number: int('Sum.') });
  return row?.['number'];
};
const total = 'SELECT CAST(coalesce(sum(number), 0) AS INTEGER) AS number';

test('keeps its tables, writes and views from one opening to the next', async () => {
  const first = await open('kept.duckdb');
  await first.load(write('a'), [batch(1, 2)]);
  await first.expose([{ dataset: parts, writes: [write('a')] }]);
  await first.close();
  const second = await open('kept.duckdb');
  expect(await sum(second, `${total} FROM {{parts}}`, write('a'))).toBe(3);
  expect(await sum(second, `${total} FROM parts`)).toBe(3);
  await expect(second.load(write('a'), [batch(9)])).rejects.toMatchObject({ code: 'write-id-used' });
  await second.close();
});

test('misses a write that is not in the database, or was dropped', async () => {
  const engine = await open();
  await engine.load(write('a'), [batch(1)]);
  const gone = engine.query(statement(`${total} FROM {{parts}}`, write('a'), write('b')), { number: int('Sum.') });
  await expect(gone).rejects.toMatchObject({ code: 'input-missing' });
  await expect(gone).rejects.toThrow(`parts_v1: write ${idOf('b')} for amer 2026-11-21`);
  await engine.drop([write('a')]);
  await expect(sum(engine, `${total} FROM {{parts}}`, write('a'))).rejects.toMatchObject({ code: 'input-missing' });
  await expect(engine.load(write('a'), [batch(1)])).rejects.toMatchObject({ code: 'write-id-used' });
  await engine.close();
});

test('refuses a contract whose column has another type than the table of its major', async () => {
  const engine = await open('typed.duckdb');
  await engine.load(write('a'), [batch(1)]);
  await engine.close();
  const again = await open('typed.duckdb');
  const changed = contract({ major: 1, minor: 0 }, { number: bigint('A number.') });
  const refused = again.load(write('b', changed), [{ rows: 1, columns: { number: BigInt64Array.of(1n) } }]);
  await expect(refused).rejects.toMatchObject({ code: 'sql' });
  await expect(refused).rejects.toThrow(/parts_v1: column 'number' is INTEGER, the contract parts 1\.0 says BIGINT/);
  const grown = contract({ major: 1, minor: 1 }, { number: int('A number.'), word: text('Not nullable.') });
  await expect(again.expose([{ dataset: grown, writes: [] }])).rejects.toThrow(/column 'word' is not there/);
  await again.close();
});

test('keeps majors apart, and shows the newest', async () => {
  const engine = await open();
  const next = contract({ major: 2, minor: 0 }, { number: int('A number.') });
  await engine.load(write('a'), [batch(1)]);
  await engine.load(write('b', next), [batch(20)]);
  await engine.expose([{ dataset: next, writes: [write('b', next)] }]);
  expect(await sum(engine, `${total} FROM parts`)).toBe(20);
  await engine.expose([{ dataset: parts, writes: [write('a'), write('b', next)] }]);
  expect(await sum(engine, `${total} FROM parts`)).toBe(20);
  expect(await sum(engine, `${total} FROM {{parts}}`, write('a'))).toBe(1);
  await engine.close();
});

test('drops while others load and read', async () => {
  const engine = await open('busy.duckdb');
  await engine.load(write('old'), [batch(...Array.from({ length: 100_000 }, (_, index) => index))]);
  await engine.load(write('kept'), [batch(...Array.from({ length: 100_000 }, () => 1))]);
  async function* slowly() {
    for await (const { columns } of engine.columns(
      statement('SELECT number FROM {{parts}}', write('kept')),
      parts.columns,
    )) {
      await engine.drop([write('old')]);
      yield { rows: columns['number']?.length ?? 0, columns };
    }
  }
  await engine.load(write('new'), slowly());
  expect(await sum(engine, `${total} FROM {{parts}}`, write('new'))).toBe(100_000);
  expect(await sum(engine, `${total} FROM parts_v1 WHERE write_id = '${idOf('old')}'`)).toBe(0);
  await engine.close();
});

test('exposes, drops and makes tables side by side', async () => {
  const engine = await open('side.duckdb');
  const names = Array.from({ length: 12 }, (_, index) => `side_${index}`);
  await Promise.all(
    names.map(async (name) => {
      const dataset = defineDataset({
        name,
        writtenBy: 'test',
        version: { major: 1, minor: 0 },
        doc: 'Side.',
        columns: parts.columns,
        key: [],
      });
      const both = [write(`${name}a`, dataset), write(`${name}b`, dataset)] as const;
      await Promise.all(both.map((each) => engine.load(each, [batch(1)])));
      await Promise.all([engine.expose([{ dataset, writes: both }]), engine.drop([both[0]])]);
      expect(await sum(engine, `${total} FROM ${name}`)).toBe(1);
    }),
  );
  await engine.close();
});

test('refuses a SELECT to stream that gives other rows each time', async () => {
  const engine = await open();
  const changing = statement('SELECT CAST(range AS INTEGER) AS number FROM range(100000) WHERE random() < 0.5');
  const read = async () => {
    for await (const { rows } of engine.columns(changing, parts.columns)) expect(rows).toBeGreaterThan(0);
  };
  await expect(read()).rejects.toThrow(/test\.sql: \d+ of \d+ rows came; the SELECT must give the same rows each time/);
  await engine.close();
});
