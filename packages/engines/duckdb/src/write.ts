import type { DuckDBConnection } from '@duckdb/node-api';
import type { Write, Written } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';
import type { Lease } from './connections.ts';
import type { Sql } from './run.ts';
import { rowsOf, run, transaction } from './run.ts';
import { DuckDbError } from './error.ts';
import { identifier } from './quote.ts';
import { claim, regionType, tableColumns } from './tables.ts';
import type { Columns, Dataset } from './types.ts';
import { contractType, fits } from './types.ts';

/** A column as a SELECT gives it, in DuckDB's types. */
export interface SelectedColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns a SELECT would give. */
export async function selected(connection: DuckDBConnection, { sql, params }: Sql): Promise<SelectedColumn[]> {
  const rows = await rowsOf(connection, { sql: `DESCRIBE ${sql}`, ...(params && { params }) });
  return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
}

/**
 * Holds what a SELECT gives against what was declared: the same names in the same order, and types that fit.
 *
 * @param exact - whether whole numbers must be of the very size that is declared
 * @throws DuckDbError `sql` naming both lists, or the column and what to cast
 */
export function checkSelected(
  found: readonly SelectedColumn[],
  columns: Columns,
  { name, exact = false }: { name: string; exact?: boolean },
): void {
  const declared = Object.entries(columns);
  const names = found.map((column) => column.name);
  const expected = declared.map(([column]) => column);
  if (names.join('\n') !== expected.join('\n')) {
    throw new DuckDbError(
      'sql',
      `${name} selects (${names.join(', ')}), expected (${expected.join(', ')}), in this order`,
    );
  }
  for (const [index, [column, { type }]] of declared.entries()) {
    const has = found[index]?.type ?? '';
    if (exact ? contractType(has) === type : fits(has, type)) continue;
    throw new DuckDbError('sql', `${name}: column '${column}' is ${has}, declared ${type}; CAST it in the SELECT`);
  }
}

/** Appends the rows of a SELECT under a write's id: all of them, or none. */
export async function materialize(lease: Lease, write: Write, compiled: Compiled): Promise<Written> {
  const { connection } = lease;
  checkSelected(await selected(connection, compiled), write.dataset.columns, compiled);
  return transaction(lease, async () => {
    await claim(connection, write);
    await insert(connection, write, compiled);
    return written(connection, write.dataset, write.writeId);
  });
}

/** Inserts the rows of a SELECT of the contract's columns, with the partition and the write's id. */
export async function insert(connection: DuckDBConnection, write: Write, { sql, params }: Sql): Promise<void> {
  const { dataset, partition, writeId } = write;
  const columns = tableColumns(dataset).map((column) => identifier(column.name));
  await run(connection, {
    sql: `INSERT INTO ${identifier(dataset.table)} (${columns.join(', ')}) SELECT *, CAST($_region AS ${regionType}), CAST($_date AS DATE), CAST($_write AS UUID) FROM (${sql}\n) AS selected`,
    params: { ...params, _region: partition.region, _date: partition.date, _write: writeId },
  });
}

/**
 * Rows and checksum of a write: the sum of DuckDB's 64-bit hashes of the rows, which depends on the rows, how often each
 * occurs, and DuckDB's version, but not on their order. Against accidents, not against attackers.
 */
export async function written(connection: DuckDBConnection, dataset: Dataset, writeId: string): Promise<Written> {
  const columns = Object.keys(dataset.columns).map(identifier).join(', ');
  const [row] = await rowsOf(connection, {
    sql: `SELECT count(*) AS row_count, CAST(coalesce(sum(hash(${columns})), 0) AS VARCHAR) AS row_sum, version() AS version FROM ${identifier(dataset.table)} WHERE write_id = CAST($id AS UUID)`,
    params: { id: writeId },
  });
  const version = String(row?.['version']).replace(/^v/, '');
  return { rows: Number(row?.['row_count']), checksum: `duckdb-${version}-hash:${String(row?.['row_sum'])}` };
}
