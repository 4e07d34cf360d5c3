import { mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine, EngineAdapter } from '@lookalikes/stage-kit';
import { compile } from './compile.ts';
import { Connections } from './connections.ts';
import { rowsOf, run } from './run.ts';
import { DuckDbEngine } from './engine.ts';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';
import { publishedWrites } from './publish.ts';
import { writeIds } from './tables.ts';

/** How a DuckDB database is opened. */
export interface DuckDbOptions {
  /** The database file, relative to the root, made where there is none; `:memory:` for one that is not kept. */
  readonly path: string;
  /** What DuckDB may use of memory, as in `4GB`; not all that the process uses. DuckDB's default: 80 % of the machine. */
  readonly memoryLimit?: string;
  /** Threads a statement may use. DuckDB's default: one a core. */
  readonly threads?: number;
  /** Where what does not fit in memory goes, relative to the root. Default: `<path>.spill`; none for `:memory:`. */
  readonly spillFolder?: string;
}

const functionsFile = new URL('../sql/functions.sql', import.meta.url);

/** The database files this process has open: DuckDB's lock only keeps out other processes. */
const openFiles = new Set<string>();

/**
 * The Engine port on DuckDB: one database file a region, in this process.
 *
 * @throws DuckDbError from `open`: `lock-held` where somebody has the file open, `io` where it cannot be opened
 * @example
 * const engine = await duckdb({ path: '.lookalikes/amer.duckdb', memoryLimit: '4GB' }).open({ root: '.', region: 'amer' });
 */
export function duckdb(options: DuckDbOptions): EngineAdapter {
  return {
    name: 'duckdb',
    open: ({ root }) => open(options, root),
    compile: (statement, { root }) => {
      const { sql, params } = compile(statement, resolve(root));
      return { sql, params };
    },
  };
}

async function open(options: DuckDbOptions, root: string): Promise<Engine> {
  const kept = options.path !== ':memory:';
  const path = kept ? resolve(root, options.path) : options.path;
  const spill = options.spillFolder ? resolve(root, options.spillFolder) : kept ? `${path}.spill` : '';
  if (openFiles.has(path)) throw held(path, 'this process');
  if (kept) openFiles.add(path);
  const release = () => void openFiles.delete(path);
  try {
    if (kept) await mkdir(dirname(path), { recursive: true });
    const instance = await DuckDBInstance.create(path, settings(options, spill));
    const connections = new Connections(instance);
    const version = await connections.use('open', {}, async ({ connection }) => {
      await run(connection, { sql: "SET GLOBAL TimeZone = 'UTC'" });
      await connection.run(await readFile(functionsFile, 'utf8'));
      await connection.run(`${writeIds}; ${publishedWrites}`);
      const [row] = await rowsOf(connection, { sql: 'SELECT version() AS version' });
      return String(row?.['version']).replace(/^v/, '');
    });
    return new DuckDbEngine(connections, { name: `duckdb ${version}`, root: resolve(root), release });
  } catch (error) {
    release();
    throw openFailure(error, path);
  }
}

function settings({ memoryLimit, threads }: DuckDbOptions, spill: string): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'false',
    // A night is many small appends; DuckDB's 16 MB would rewrite the file every few of them.
    checkpoint_threshold: '256MB',
    temp_directory: spill,
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  };
}

function openFailure(error: unknown, path: string): DuckDbError {
  const text = error instanceof Error ? error.message : String(error);
  const [, holder] = /Could not set lock on file.*?(PID \d+)?\)/s.exec(text) ?? [];
  if (/Could not set lock/.test(text)) return held(path, holder ?? 'another process', error);
  return new DuckDbError('io', failure(error, `could not open ${path}`).message, { cause: error });
}

function held(path: string, holder: string, cause?: unknown): DuckDbError {
  return new DuckDbError(
    'lock-held',
    `${path} is open in ${holder}; wait for it to end, or give each region a database of its own`,
    { cause },
  );
}
