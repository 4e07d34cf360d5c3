import type { DuckDBConnection } from '@duckdb/node-api';
import type { Compiled, UsedInput } from './compile.ts';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';
import type { Tables } from './tables.ts';
import { present } from './tables.ts';
import type { FileChecks } from './verify-files.ts';
import { selected } from './write.ts';

/** What a check of a statement needs to know. */
interface Known {
  readonly tables: Tables;
  readonly files: FileChecks;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes sure that what a statement reads is there and whole before it runs.
 *
 * @throws DuckDbError `input-missing`, `bad-input` or `corrupt`, naming the write, the input or the file
 */
export async function ready(
  connection: DuckDBConnection,
  compiled: Compiled,
  { tables, files, signal }: Known,
): Promise<void> {
  await present(connection, compiled.writes);
  for (const { dataset } of compiled.writes) await tables.ensure(connection, dataset);
  for (const used of compiled.inputs) {
    await files.verify(used.files, signal);
    await probe(connection, used);
  }
}

/** Binds an input by itself, so that what is wrong with it is not blamed on the statement. */
async function probe(connection: DuckDBConnection, used: UsedInput): Promise<void> {
  const { contract, binding } = used.input;
  const name = `input ${contract.name}`;
  try {
    await selected(connection, used);
  } catch (error) {
    const text = (error as Error).message;
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
