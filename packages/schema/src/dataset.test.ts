import { expect, expectTypeOf, test } from 'vitest';
import { catalog } from './catalog.ts';
import { bigint, nullable, oneOf, text } from './columns.ts';
import type { RowOf } from './dataset.ts';
import { defineDataset } from './dataset.ts';
import { SchemaError } from './error.ts';
import { files, table } from './inputs.ts';

const spec = { writtenBy: 'a-stage', version: { major: 3, minor: 1 }, doc: 'Visits.' };
const visits = defineDataset({
  ...spec,
  name: 'visits',
  columns: { user_key: bigint('Who.'), page: text('Where.'), via: nullable(oneOf(['web', 'app'], 'How.')) },
  key: ['user_key'],
});

test('a table is named by dataset and major', () => {
  expect(visits.table).toBe('visits_v3');
  expect(visits.partition).toEqual(['region', 'run_date']);
});

test('the row is typed and checked', () => {
  expectTypeOf<RowOf<typeof visits>>().toEqualTypeOf<{ user_key: bigint; page: string; via: 'web' | 'app' | null }>();
  expect(visits.row.parse({ user_key: 1n, page: '/', via: null })).toEqual({ user_key: 1n, page: '/', via: null });
  expect(visits.row.safeParse({ user_key: 1, page: '/', via: null }).success).toBe(false);
  expect(visits.row.safeParse({ user_key: 1n, page: '/', via: 'mail' }).success).toBe(false);
});

test('a name or key that cannot be is refused', () => {
  const bad = (name: string, key: string) => () =>
    defineDataset({ ...spec, name, columns: { page: text('') }, key: [key as 'page'] });
  expect(bad('Visits; DROP', 'page')).toThrow(SchemaError);
  expect(bad('visits', 'pages')).toThrow("the key names 'pages'");
});

test('every dataset has a line of prose a column, one writer and a table of its own', () => {
  for (const dataset of catalog) {
    for (const column of Object.values(dataset.columns)) expect(column.doc).toMatch(/[.]/);
    expect(dataset.writtenBy).toMatch(/^(metadata|training-data|model-selection|scoring|guard-rails|sync|reporting)$/);
  }
  expect(new Set(catalog.map((dataset) => dataset.table)).size).toBe(catalog.length);
});

test('a binding knows its format by the file name', () => {
  expect(files('events/{date}/*.parquet')).toEqual({
    kind: 'files',
    path: 'events/{date}/*.parquet',
    format: 'parquet',
  });
  expect(files('a/*.tsv.gz')).toMatchObject({ format: 'tsv' });
  expect(files('a/*.csv', { fields: { event_time: 'ts' } })).toMatchObject({
    format: 'csv',
    fields: { event_time: 'ts' },
  });
  expect(files('a/*.jsonl.gz')).toMatchObject({ format: 'jsonl' });
  expect(files('a/*', { format: 'csv' })).toMatchObject({ format: 'csv' });
  expect(table('metastore.mapping_{region}')).toEqual({ kind: 'table', table: 'metastore.mapping_{region}' });
});
