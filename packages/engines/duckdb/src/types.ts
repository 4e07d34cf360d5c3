import type { Write } from '@lookalikes/stage-kit';

/** A dataset's contract. */
export type Dataset = Write['dataset'];

/** The columns of a contract. */
export type Columns = Dataset['columns'];

/** The type words of contracts. */
export type ColumnType = Columns[string]['type'];

const words: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  strings: 'VARCHAR[]',
  int: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** The DuckDB type a contract's type is stored as. */
export const duckDbType = (type: ColumnType): string => words[type];

const contractWords = new Map<string, string>(Object.entries(words).map(([word, duckDb]) => [duckDb, word]));

/** The contract's word for a DuckDB type; DuckDB's own name where contracts have none. */
export const contractType = (duckDb: string): string => contractWords.get(duckDb) ?? duckDb;

const integers = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
]);

/**
 * Whether values of a DuckDB type can be stored as a contract's type with nothing lost but by an error: whole numbers as
 * whole numbers (too large ones fail), any number as a double. A text is no number and a fraction no whole number.
 */
export function fits(duckDb: string, type: ColumnType): boolean {
  if (duckDb === words[type] || duckDb === 'SQLNULL' || duckDb === '"NULL"') return true;
  if (type === 'int' || type === 'bigint') return integers.has(duckDb);
  if (type === 'double') return duckDb === 'FLOAT' || duckDb.startsWith('DECIMAL') || integers.has(duckDb);
  return type === 'string' && duckDb.startsWith('ENUM');
}
