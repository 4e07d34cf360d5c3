import { expect, test } from 'vitest';
import { mostBytes } from './carried.ts';
import type { Dialect } from './migrations.ts';
import { migrationsOf, textToRun } from './migrations.ts';
import { reports } from './reports.ts';
import { tableColumns } from './tables.ts';

const dialects: Dialect[] = ['postgres', 'redshift'];

/** The columns of a shipped table, as its CREATE TABLE has them: `name type [NOT NULL]`. */
function shipped(dialect: Dialect, table: string): string[] {
  const sql = migrationsOf(dialect)
    .map((migration) => migration.sql)
    .join('\n');
  const body = new RegExp(`CREATE TABLE ${table} \\((.*?)\\n\\)`, 's').exec(sql)?.[1] ?? '';
  return body
    .split('\n')
    .map((line) => line.trim().replace(/,$/, '').replace(' COLLATE "C"', ''))
    .filter((line) => line !== '' && !/^(--|PRIMARY KEY)/.test(line));
}

const typeOf: Readonly<Record<Dialect, (column: string, type: string) => string>> = {
  postgres: (_, type) => (type === 'string' ? 'text' : type),
  redshift: (column, type) => {
    if (type !== 'string') return type;
    const few: Readonly<Record<string, number>> = { region: 16, status: 32, evaluated_on: 32 };
    return `varchar(${few[column] ?? mostBytes('redshift', column)})`;
  },
};
const named: Readonly<Record<string, string>> = { int: 'integer', double: 'double precision' };

test.each(dialects)('the tables of %s have the columns of the contracts, and no others', (dialect) => {
  for (const report of reports) {
    const expected = tableColumns(report).map(({ name, type }) => {
      const nullable = report.columns[name]?.nullable ?? false;
      return `${name} ${typeOf[dialect](name, named[type] ?? type)}${nullable ? '' : ' NOT NULL'}`;
    });
    expect(shipped(dialect, report.name)).toEqual(expected);
  }
});

test.each(dialects)('the migrations of %s are numbered from 1', (dialect) => {
  expect(migrationsOf(dialect).map(({ version }) => version)).toEqual([1]);
});

test('what is printed is one transaction, and keeps in mind what it did', () => {
  const text = textToRun(migrationsOf('redshift'), 'reports');
  expect(text).toMatch(/^BEGIN;\nSET search_path TO "reports";\n\n-- The reports/);
  expect(text).toMatch(/VALUES \(1, '0001_report_tables', '[0-9a-f]{64}'\);\n\nCOMMIT;\n$/);
});
