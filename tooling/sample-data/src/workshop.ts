import { readFile, mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BIGINT, DuckDBInstance, type DuckDBConnection, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** Values bound to a statement's `$name` parameters; a bigint is bound as BIGINT. */
type Params = Record<string, DuckDBValue>;

/** A DuckDB in memory, with a folder to spill to, in which inputs are made. */
export interface Workshop {
  /** A folder for files that are gone when the workshop closes. */
  readonly scratch: string;
  /** Runs one statement. */
  run(sql: string, params?: Params): Promise<void>;
  /** Runs the statements of `sql/<name>.sql`; parameters are for files of one statement. */
  runFile(name: string, params?: Params): Promise<void>;
  /** The rows of a SELECT as objects; 64-bit numbers are bigint. */
  rows<Row>(sql: string, params?: Params): Promise<Row[]>;
  /** Writes a SELECT's rows as one Parquet file and returns how many there were. */
  writeParquet(select: string, file: string, params?: Params): Promise<number>;
  close(): Promise<void>;
}

/** Quotes a text as an SQL literal: for the path of COPY, the one place where nothing can be bound. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The text of `sql/<name>.sql`, which is shipped beside the code. */
export async function sqlFile(name: string): Promise<string> {
  return await readFile(new URL(`../sql/${name}.sql`, import.meta.url), 'utf8');
}

/**
 * Opens a workshop that takes at most 1 GB before it spills to a folder inside `to`. One thread, so that rows keep
 * their order and the same inputs give the same bytes; no extension is ever downloaded.
 *
 * @param to - the folder that inputs are being made in; made when it is not there
 * @param signal - interrupts the statement that is running; it then rejects with the signal's reason
 * @example
 * const workshop = await openWorkshop('world', signal);
 * try { await workshop.run('CREATE TABLE …'); } finally { await workshop.close(); }
 */
export async function openWorkshop(to: string, signal?: AbortSignal): Promise<Workshop> {
  signal?.throwIfAborted();
  await mkdir(to, { recursive: true });
  const scratch = await mkdtemp(join(to, '.making-'));
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    temp_directory: join(scratch, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  const guarded = guard(signal);
  return {
    scratch,
    run: (sql, params) => guarded(async () => void (await connection.run(sql, params, typesOf(params)))),
    runFile: async (name, params) => {
      const sql = await sqlFile(name);
      await guarded(async () => void (await connection.run(sql, params, typesOf(params))));
    },
    rows: <Row>(sql: string, params?: Params) => guarded(() => readRows<Row>(connection, sql, params)),
    writeParquet: (select, file, params) =>
      guarded(async () => {
        const copy = `COPY (${select}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`;
        return (await connection.run(copy, params, typesOf(params))).rowsChanged;
      }),
    close: async () => {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function readRows<Row>(connection: DuckDBConnection, sql: string, params?: Params): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, params, typesOf(params));
  return reader.getRowObjects() as Row[];
}

/** The driver would bind a bigint as HUGEINT, whose hash and arithmetic are others. */
function typesOf(params: Params = {}): Record<string, DuckDBType> {
  const bigints = Object.keys(params).filter((name) => typeof params[name] === 'bigint');
  return Object.fromEntries(bigints.map((name) => [name, BIGINT]));
}

/** An interrupted statement fails with an error of the database's; the caller is owed the reason it gave. */
function guard(signal: AbortSignal | undefined) {
  return async <T>(work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
}
