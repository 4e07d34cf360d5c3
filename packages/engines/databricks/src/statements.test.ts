import { bigint, defineDataset, double, int, nullable, text, timestamp } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { DatabricksError } from './error.ts';
import { createGathering } from './gathering.ts';
import { openFailure, withGrant } from './grants.ts';
import { fieldsSelect, RowWriter, rowsSelect } from './load-rows.ts';
import { checkOneSelect } from './one-select.ts';
import { createTable } from './tables.ts';
import { volumeFolder } from './volume.ts';
import { replaceStatement } from './write.ts';

const things = defineDataset({
  name: 'things',
  writtenBy: 'test',
  version: { major: 2, minor: 0 },
  doc: 'Things.',
  columns: { number: int('A number.'), remark: nullable(text('A remark.')) },
  key: ['number'],
  partitionedBy: 'event_date',
});
const writeId = '0b0a9a62-8b7e-4a56-9f0e-2b8f5c7f1d11';
const write = { dataset: things, partition: { region: 'amer' as const, date: '2026-11-20' }, writeId };
const stored = [
  { name: 'number', type: 'INT' },
  { name: 'remark', type: 'STRING' },
  { name: 'region', type: 'STRING' },
  { name: 'event_date', type: 'DATE' },
  { name: 'write_id', type: 'STRING' },
  { name: 'newer', type: 'DOUBLE' },
];

test('a table is partitioned by what tells writes apart', () => {
  expect(createTable(things)).toBe(
    'CREATE TABLE IF NOT EXISTS `things_v2` (`number` INT NOT NULL, `remark` STRING, `region` STRING NOT NULL, `event_date` DATE NOT NULL, `write_id` STRING NOT NULL) USING DELTA PARTITIONED BY (region, `event_date`, write_id)',
  );
});

test('a write replaces its own partition, and leaves the columns of a newer minor empty', () => {
  const statement = replaceStatement(
    [{ write, select: { name: 'a.sql', sql: 'SELECT 1 -- one', params: { a: 1 } } }],
    stored,
  );
  expect(statement).toEqual({
    name: 'a.sql',
    sql: `INSERT INTO \`things_v2\` REPLACE WHERE \`region\` = 'amer' AND \`event_date\` = DATE '2026-11-20' AND \`write_id\` = '${writeId}' SELECT selected.\`number\`, selected.\`remark\`, 'amer' AS \`region\`, DATE '2026-11-20' AS \`event_date\`, '${writeId}' AS \`write_id\`, CAST(NULL AS DOUBLE) AS \`newer\` FROM (SELECT 1 -- one\n) AS selected`,
    params: { a: 1 },
  });
});

test('writes of several days replace their own partitions, in one statement', () => {
  const next = {
    ...write,
    partition: { region: 'amer' as const, date: '2026-11-21' },
    writeId: writeId.replace('0b', '1c'),
  };
  const { sql, params } = replaceStatement(
    [
      { write, select: { name: 'a.sql', sql: 'SELECT :_0a', params: { _0a: 1 } } },
      { write: next, select: { name: 'a.sql', sql: 'SELECT :_1a', params: { _1a: 2 } } },
    ],
    stored.slice(0, 5),
  );
  expect(sql).toBe(
    `INSERT INTO \`things_v2\` REPLACE WHERE \`region\` = 'amer' AND \`event_date\` IN (DATE '2026-11-20', DATE '2026-11-21') AND \`write_id\` IN ('${writeId}', '${next.writeId}') SELECT selected.\`number\`, selected.\`remark\`, 'amer' AS \`region\`, DATE '2026-11-20' AS \`event_date\`, '${writeId}' AS \`write_id\` FROM (SELECT :_0a\n) AS selected UNION ALL SELECT selected.\`number\`, selected.\`remark\`, 'amer' AS \`region\`, DATE '2026-11-21' AS \`event_date\`, '${next.writeId}' AS \`write_id\` FROM (SELECT :_1a\n) AS selected`,
  );
  expect(params).toEqual({ _0a: 1, _1a: 2 });
});

test('a write id that is no UUID is not put into a statement', () => {
  const select = { name: 'a.sql', sql: '' };
  const wrong = () => replaceStatement([{ write: { ...write, writeId: "x' OR true --" }, select }], stored);
  expect(wrong).toThrow(expect.objectContaining({ code: 'sql' }));
});

test('rows travel as text that is taken apart again', () => {
  const all = defineDataset({
    name: 'all',
    writtenBy: 'test',
    version: { major: 1, minor: 0 },
    doc: 'All.',
    key: [],
    columns: { large: bigint('L.'), word: nullable(text('W.')), part: double('P.'), at: timestamp('A.') },
  });
  const writer = new RowWriter(all);
  const columns = {
    large: [2n ** 63n - 1n, 7],
    word: [null, 'a\u001Bb\u001Ec\u001Fd'],
    part: [-0, Number.POSITIVE_INFINITY],
    at: ['2026-11-21T00:00:00.000001', '2026-11-21 00:00:00Z'],
  };
  expect([...writer.add({ rows: 2, columns } as never)]).toEqual([]);
  expect(writer.take()).toEqual({
    rows: 2,
    text: '9223372036854775807\u001F\u001B0\u001F-0.0\u001F2026-11-21T00:00:00.000001\u001E7\u001Fa\u001B1b\u001B2c\u001B3d\u001FInfinity\u001F2026-11-21 00:00:00Z',
  });
  expect(rowsSelect(things.columns)).toBe(
    String.raw`SELECT CAST(f[0] AS INT) AS ${'`number`'}, CASE WHEN f[1] <> '\u001B0' THEN replace(replace(replace(f[1], '\u001B2', '\u001E'), '\u001B3', '\u001F'), '\u001B1', '\u001B') END AS ${'`remark`'} FROM (SELECT split(line, '\u001F') AS f FROM (SELECT explode(split(:rows, '\u001E')) AS line)) AS lines`,
  );
});

test('rows are cut into pieces of the size of a statement', () => {
  const writer = new RowWriter(things);
  const batch = {
    rows: 3,
    columns: { number: Int32Array.of(1, 2, 3), remark: Array.from({ length: 3 }, () => 'x'.repeat(2_000_000)) },
  };
  expect([...writer.add(batch)].map(({ rows }) => rows)).toEqual([2]);
  expect(writer.take().rows).toBe(1);
});

test('the pieces of a load gather in a table of their own', () => {
  expect(createGathering(things, 'load_x')).toBe(
    'CREATE TABLE IF NOT EXISTS `load_x` (`number` INT, `remark` STRING, `_piece` INT NOT NULL) USING DELTA PARTITIONED BY (`_piece`)',
  );
});

test('or as files in a volume', () => {
  const folder = volumeFolder('/Volumes/main/lookalikes/loads/', '17');
  expect(folder.put('00000.txt.gz', "/tmp/it's/00000.txt.gz")).toBe(
    String.raw`PUT '/tmp/it\'s/00000.txt.gz' INTO '/Volumes/main/lookalikes/loads/load_17/00000.txt.gz' OVERWRITE`,
  );
  expect(folder.remove('00000.txt.gz')).toBe("REMOVE '/Volumes/main/lookalikes/loads/load_17/00000.txt.gz'");
  expect(folder.select({ number: { type: 'int', nullable: false } })).toBe(
    String.raw`SELECT CAST(f[0] AS INT) AS ${'`number`'} FROM (SELECT split(value, '\u001F') AS f FROM read_files('/Volumes/main/lookalikes/loads/load_17', format => 'text', lineSep => '\u001E', schema => 'value STRING')) AS lines`,
  );
  expect(fieldsSelect({}, { line: 'value', from: 't' })).toContain('FROM t)');
});

test.each([
  'SELECT 1',
  "-- INSERT\nWITH a AS (SELECT 'DELETE; it\\'s') SELECT `update` FROM a",
  "(SELECT 'a;') UNION ALL (SELECT '/*')",
  'VALUES (1)',
])('%s is one SELECT', (sql) => {
  expect(() => checkOneSelect({ name: 'a.sql', sql })).not.toThrow();
});

test.each([
  'SELECT 1; SELECT 2',
  'CREATE TABLE t (a INT)',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'SET x = 1',
  '',
])('%s is not', (sql) => {
  expect(() => checkOneSelect({ name: 'a.sql', sql })).toThrow(/^a\.sql: expected one SELECT/);
});

test('a right that is missing is named with the statement that gives it', () => {
  const place = { catalog: 'main', schema: 'lookalikes', user: 'night@example.com' };
  const reason = new Error('another');
  const missing = new DatabricksError('forbidden', 'make a table: [INSUFFICIENT_PERMISSIONS] No.');
  expect(withGrant(missing, 'CREATE TABLE', place)).toBe(
    'make a table: [INSUFFICIENT_PERMISSIONS] No. Its owner gives it: GRANT CREATE TABLE ON SCHEMA `main`.`lookalikes` TO `night@example.com`',
  );
  expect(withGrant(new DatabricksError('sql', 'other'), 'CREATE TABLE', place)).toBe('other');
  expect(openFailure(missing, place)).toMatchObject({
    code: 'forbidden',
    message:
      'make a table: [INSUFFICIENT_PERMISSIONS] No. Owners give the rights to it: GRANT USE CATALOG ON CATALOG `main` TO `night@example.com`; GRANT USE SCHEMA, CREATE TABLE, MODIFY, SELECT ON SCHEMA `main`.`lookalikes` TO `night@example.com`',
  });
  expect(openFailure(missing, { ...place, catalog: undefined })).toMatchObject({
    message: expect.stringMatching(/to it: GRANT USE SCHEMA.* ON SCHEMA `lookalikes` TO/),
  });
  expect(openFailure(reason, place)).toBe(reason);
});
