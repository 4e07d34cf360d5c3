import type { DuckDBConnection } from '@duckdb/node-api';
import { StatementType } from '@duckdb/node-api';
import type { Compiled, UsedInput } from './compile.ts';
import type { Lease } from './connections.ts';
import { DuckDbError } from './error.ts';
import { failure, messageOf } from './failure.ts';
import type { Tables } from './tables.ts';
import { present } from './tables.ts';
import type { FileChecks } from './verify-files.ts';
import { selected } from './write.ts';

/** What a check of a statement needs to know. */
interface Known {
  readonly tables: Tables;
  readonly files: FileChecks;
}

/**
 * Makes sure that what a statement reads is there and whole before it runs.
 *
 * @throws DuckDbError `input-missing`, `bad-input` or `corrupt`, naming the write, the input or the file; `sql` where it is
 *   not one SELECT
 */
export async function ready(lease: Lease, compiled: Compiled, { tables, files }: Known): Promise<void> {
  const { connection, signal } = lease;
  await present(connection, compiled.writes);
  for (const { dataset } of compiled.writes) await tables.ensure(connection, dataset);
  for (const used of compiled.inputs) {
    await files.verify(used.files, signal);
    await probe(connection, used);
  }
  await checkOneSelect(connection, compiled);
}

/** A text of several statements would run them all, and DuckDB would take any statement for a SELECT. */
async function checkOneSelect(connection: DuckDBConnection, { name, sql }: Compiled): Promise<void> {
  const statements = await connection.extractStatements(sql);
  if (statements.count === 1) {
    const prepared = await statements.prepare(0);
    const type = prepared.statementType;
    prepared.destroySync();
    if (type === StatementType.SELECT) return;
  }
  throw new DuckDbError(
    'sql',
    `${name}: expected one SELECT, found ${statements.count === 1 ? 'another statement' : `${statements.count} statements`}`,
  );
}

/** Binds an input by itself, so that what is wrong with it is not blamed on the statement. */
async function probe(connection: DuckDBConnection, used: UsedInput): Promise<void> {
  const { contract, binding } = used.input;
  const name = `input ${contract.name}`;
  try {
    await selected(connection, used);
  } catch (error) {
    const text = messageOf(error);
    if (text.startsWith('Catalog Error: Table')) {
      const table = binding.kind === 'table' ? binding.table : '';
      throw new DuckDbError(
        'input-missing',
        `${name}: there is no table ${table} for ${used.input.region} in this database; make it, or bind the input elsewhere in the config`,
        { cause: error },
      );
    }
    if (/^(Binder|Catalog|Parser) Error/.test(text)) {
      const place = binding.kind === 'table' ? binding.table : binding.path;
      throw new DuckDbError(
        'bad-input',
        `${name}: '${place}' does not give its fields (${Object.keys(contract.columns).join(', ')}); bind those of another name by an expression in the config. DuckDB says: ${text}`,
        { cause: error },
      );
    }
    throw failure(error, name);
  }
}
