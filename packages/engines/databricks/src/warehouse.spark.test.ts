import { randomUUID } from 'node:crypto';
import { bigint, defineDataset, double, int, text } from '@lookalikes/schema';
import type { Engine, Statement, Write } from '@lookalikes/stage-kit';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabricksOptions } from './index.ts';
import { databricks } from './index.ts';

const { host, port, path, token, caFile } = sparkServer();
const schema = `own_${randomUUID().slice(0, 8)}`;
const where = { host: `https://${host}:${port}`, httpPath: path, token, caFile, schema };
const open = (region: 'amer' | 'emeaApac' = 'amer', options: DatabricksOptions = {}) =>
  databricks({ ...where, ...options }).open({ root: '.', region, run: `${region}/2026-11-21` });

const counts = defineDataset({
  name: 'own_counts',
  writtenBy: 'test',
  version: { major: 1, minor: 0 },
  doc: 'Numbers and texts.',
  columns: { number: int('A number.'), word: text('A text.') },
  key: ['number'],
});
const newWrite = (region: 'amer' | 'emeaApac' = 'amer'): Write => ({
  dataset: counts,
  partition: { region, date: '2026-11-21' },
  writeId: randomUUID(),
});
const rows = (count: number, word = 'w') => ({
  rows: count,
  columns: {
    number: Int32Array.from({ length: count }, (_, index) => index),
    word: Array.from({ length: count }, () => word),
  },
});
const select = (sql: string, write?: Write): Statement => ({
  name: 'own.sql',
  text: sql,
  relations: write ? { kept: { kind: 'writes', dataset: counts, writes: [write] } } : {},
  params: {},
});
const found = { found: bigint('Found.') };

let engine: Engine;
beforeAll(async () => {
  engine = await open();
});
afterAll(() => engine.close());

test('a load of several statements is one write, and leaves no table of its own', async () => {
  const write = newWrite();
  const source = [rows(1000, 'x'.repeat(3000)), rows(1000, 'y'.repeat(3000)), rows(7)];
  expect((await engine.load(write, source)).rows).toBe(2007);
  const sql = 'SELECT count(DISTINCT length(word)) AS found FROM {{kept}} WHERE length(word) IN (1, 3000)';
  expect(await engine.query(select(sql, write), found)).toEqual([{ found: 2n }]);
  expect((await engine.check()).map(({ what }) => what)).not.toContain('left over');
});

test('a write is read by who opens the schema later, until it is dropped', async () => {
  const write = newWrite();
  await engine.load(write, [rows(2)]);
  const other = await open('emeaApac');
  const count = select('SELECT count(*) AS found FROM {{kept}}', write);
  expect(await other.query(count, found)).toEqual([{ found: 2n }]);
  await expect(other.load(write, [rows(1)])).rejects.toMatchObject({ code: 'write-id-used' });
  await other.drop([write]);
  await other.close();
  const late = await open();
  await expect(late.query(count, found)).rejects.toMatchObject({
    code: 'input-missing',
    message: expect.stringContaining(write.writeId),
  });
  await expect(late.load(write, [rows(1)])).rejects.toMatchObject({ code: 'write-id-used' });
  await late.close();
});

test('two regions publish in one schema, each its own', async () => {
  const [mine, theirs] = [newWrite('amer'), newWrite('emeaApac')];
  await engine.load(mine, [rows(1, 'mine')]);
  const other = await open('emeaApac');
  await other.load(theirs, [rows(1, 'theirs')]);
  await Promise.all([
    engine.expose([{ dataset: counts, writes: [mine] }]),
    other.expose([{ dataset: counts, writes: [theirs] }]),
  ]);
  const words = () =>
    engine.query(select('SELECT word AS found FROM own_counts ORDER BY word'), { found: text('Found.') });
  expect(await words()).toEqual([{ found: 'mine' }, { found: 'theirs' }]);
  await other.expose([{ dataset: counts, writes: [] }]);
  expect(await words()).toEqual([{ found: 'mine' }]);
  await other.close();
});

test('decimals keep their digits as far as what is declared has them', async () => {
  const sql = "SELECT CAST('9007199254740.25' AS DECIMAL(38, 2)) AS found";
  expect(await engine.query(select(sql), { found: double('Found.') })).toEqual([{ found: 9_007_199_254_740.25 }]);
  const negative = "SELECT CAST('-0.05' AS DECIMAL(10, 2)) AS found";
  expect(await engine.query(select(negative), { found: double('Found.') })).toEqual([{ found: -0.05 }]);
});

test('a statement that runs too long is cancelled', async () => {
  const short = await open('amer', { statementTimeout: 2 });
  const slow = short.query(select('SELECT count(*) AS found FROM range(1000000000000) WHERE sin(id) > 2'), found);
  await expect(slow).rejects.toMatchObject({ code: 'timeout', message: expect.stringMatching(/^own\.sql: .*2 s/) });
  await short.close();
});

test.each([
  { what: 'token', options: { token: 'another' }, code: 'auth' },
  { what: 'warehouse', options: { httpPath: '/sql/1.0/warehouses/other' }, code: 'settings' },
  { what: 'authority', options: { caFile: undefined as never }, code: 'unavailable' },
  { what: 'port', options: { host: 'https://localhost:1', retryBudget: 1 }, code: 'unavailable' },
])('the wrong $what is refused', async ({ options, code }) => {
  const refused = open('amer', options);
  await expect(refused).rejects.toMatchObject({ name: 'DatabricksError', code });
  await expect(refused).rejects.not.toThrow(/another/);
});
