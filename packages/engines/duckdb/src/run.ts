import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { BIGINT, INTEGER } from '@duckdb/node-api';
import type { ParamValue } from '@lookalikes/stage-kit';
import type { Lease } from './connections.ts';

/** One statement and what is bound to it. */
export interface Sql {
  readonly sql: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
}

/** A row of a small result, by column. */
export type SmallRow = Readonly<Record<string, DuckDBValue>>;

/** Binds a statement's values and runs it: whole numbers are INTEGER or BIGINT, others DOUBLE. */
export async function run(connection: DuckDBConnection, { sql, params = {} }: Sql): Promise<DuckDBMaterializedResult> {
  return connection.run(sql, { ...params }, types(params));
}

/** Like {@link run}, giving rows a chunk at a time instead of holding them. */
export async function stream(connection: DuckDBConnection, { sql, params = {} }: Sql): Promise<DuckDBResult> {
  return connection.stream(sql, { ...params }, types(params));
}

/** The rows of a small result. */
export async function rowsOf(connection: DuckDBConnection, statement: Sql): Promise<SmallRow[]> {
  const result = await run(connection, statement);
  return result.getRowObjects();
}

/** Runs the work in a transaction: all of it, or nothing. */
export async function transaction<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  await lease.connection.run('BEGIN');
  try {
    const result = await work();
    lease.signal.throwIfAborted();
    lease.settle();
    await lease.connection.run('COMMIT');
    return result;
  } catch (error) {
    lease.settle();
    await rollBack(lease.connection);
    throw error;
  }
}

/** Undoes what a transaction has done. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK');
  } catch {
    // There is none any more: a COMMIT that fails has undone it, and a broken database has none. What failed first tells why.
  }
}

function types(params: Readonly<Record<string, ParamValue>>) {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (typeof value === 'bigint') return [[name, BIGINT]];
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [];
      return [[name, Math.abs(value) < 2 ** 31 ? INTEGER : BIGINT]];
    }),
  );
}
