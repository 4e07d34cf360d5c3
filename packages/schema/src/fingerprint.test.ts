import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalog } from './catalog.ts';
import { int, nullable, text } from './columns.ts';
import type { Columns } from './columns.ts';
import { defineDataset } from './dataset.ts';
import type { Fingerprints } from './fingerprint.ts';
import { breaches, fingerprints } from './fingerprint.ts';
import { inputs } from './inputs.ts';
import { reference } from './reference.ts';

const committed = JSON.parse(readFileSync(new URL('../fingerprints.json', import.meta.url), 'utf8')) as Fingerprints;

test('no contract has changed without a new version', () => {
  expect(breaches(catalog, committed)).toEqual([]);
});

test('docs/datasets.md is current', () => {
  const written = readFileSync(new URL('../../../docs/datasets.md', import.meta.url), 'utf8');
  expect(written).toBe(reference(catalog, Object.values(inputs)));
});

const contract = (major: number, minor: number, columns: Columns) =>
  defineDataset({ name: 'visits', writtenBy: 'a-stage', version: { major, minor }, doc: 'Visits.', columns, key: [] });

const first = contract(1, 0, { page: text('The page.') });
const known = fingerprints([first]);

test('prose may change', () => {
  expect(breaches([contract(1, 0, { page: text('The address of the page.') })], known)).toEqual([]);
});

test.each([
  ['a new column', { page: text(''), visits: nullable(int('')) }],
  ['another type', { page: int('') }],
  ['another name', { site: text('') }],
  ['nullable now', { page: nullable(text('')) }],
])('%s under the same version is a breach', (_what, columns: Columns) => {
  expect(breaches([contract(1, 0, columns)], known)).toEqual([
    expect.stringContaining('visits@1.0 changed without a new version'),
  ]);
});

test('a minor may add nullable columns at the end, and must be recorded', () => {
  const next = contract(1, 1, { page: text(''), visits: nullable(int('')) });
  expect(breaches([next], known)).toEqual([expect.stringContaining('not in the fingerprint file')]);
  expect(breaches([next], { ...known, ...fingerprints([next]) })).toEqual([]);
});

test.each([
  ['a column that is never null', { page: text(''), visits: int('') }],
  ['a column in front', { visits: nullable(int('')), page: text('') }],
  ['a column less', {}],
])('a minor with %s is a breach', (_what, columns: Columns) => {
  expect(breaches([contract(1, 1, columns)], known)).toEqual([expect.stringContaining('bump its major')]);
});

test('a minor follows the minor before it', () => {
  expect(breaches([contract(1, 2, { page: text('') })], known)).toEqual([
    expect.stringContaining('follows no committed minor 1.1'),
  ]);
});

test('a new major is recorded beside the old one', () => {
  expect(breaches([contract(2, 0, { page: int('') })], known)).toEqual([
    expect.stringContaining('visits@2.0 is not in the'),
  ]);
});
