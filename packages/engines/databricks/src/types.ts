import type { Write } from '@lookalikes/stage-kit';

/** A dataset's contract. */
export type Dataset = Write['dataset'];

/** The columns of a contract. */
export type Columns = Dataset['columns'];

/** The type words of contracts. */
export type ColumnType = Columns[string]['type'];

const words: Readonly<Record<ColumnType, string>> = {
  string: 'STRING',
  strings: 'ARRAY<STRING>',
  int: 'INT',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** The type of Databricks SQL that a contract's type is stored as. */
export const sqlType = (type: ColumnType): string => words[type];

const contractWords = new Map<string, string>(Object.entries(words).map(([word, sql]) => [sql, word]));

/** The contract's word for a type of Databricks SQL; its own name where contracts have none. */
export const contractType = (sql: string): string => contractWords.get(sql) ?? sql;

const integers = new Set(['TINYINT', 'SMALLINT', 'INT', 'BIGINT']);

/**
 * Whether values of a SQL type can be stored as a contract's type with nothing lost but by an error: whole numbers as
 * whole numbers (too large ones fail), any number as a double. A text is no number and a fraction no whole number.
 */
export function fits(sql: string, type: ColumnType): boolean {
  if (sql === words[type] || sql === 'VOID') return true;
  if (type === 'int' || type === 'bigint') return integers.has(sql);
  return type === 'double' && (sql === 'FLOAT' || sql.startsWith('DECIMAL') || integers.has(sql));
}
