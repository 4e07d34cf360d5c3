import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine, EngineAdapter, EnginePlace, StoreAdapter } from '@lookalikes/stage-kit';
import { compile } from './compile.ts';
import { Connections } from './connections.ts';
import { rowsOf, run } from './run.ts';
import { DuckDbEngine } from './engine.ts';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';
import { FileCache } from './file-cache.ts';
import { Inputs } from './inputs.ts';
import { publishedWrites } from './publish.ts';
import { RemoteInputs } from './remote-inputs.ts';
import { shownFiles } from './shown-files.ts';
import { writeIds } from './tables.ts';
import { FileChecks } from './verify-files.ts';

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
  /**
   * Where the files of inputs come from whose path is a URI, as in `files('s3://reservoir/events/{source}/{date}/*.parquet')`: a
   * store that takes a URI for a key.
   */
  readonly objects?: StoreAdapter;
  /** Where such files lie while they are read, relative to the root. Default: `<path>.inputs`; a temporary one for `:memory:`. */
  readonly inputFolder?: string;
  /** How many bytes of such files stay there for the next time. Default: 10 GB. More where a statement needs more. */
  readonly inputBytes?: number;
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
    open: (place) => open(options, place),
    compile: (statement, place) => {
      const root = resolve(place.root);
      const { sql, params } = compile(statement, { root, filesOf: shownFiles(root) });
      return { sql, params };
    },
  };
}

async function open(options: DuckDbOptions, place: EnginePlace): Promise<Engine> {
  const { root } = place;
  const kept = options.path !== ':memory:';
  const path = kept ? resolve(root, options.path) : options.path;
  const spill = options.spillFolder ? resolve(root, options.spillFolder) : kept ? `${path}.spill` : '';
  if (openFiles.has(path)) throw held(path, 'this process');
  if (kept) openFiles.add(path);
  const release = () => void openFiles.delete(path);
  const { inputs, remove } = await openInputs(options, place).catch((error: unknown) => {
    release();
    throw error;
  });
  const ended = async () => {
    await remove();
    release();
  };
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
    return new DuckDbEngine(connections, { name: `duckdb ${version}`, inputs, release: ended });
  } catch (error) {
    await ended();
    throw openFailure(error, path);
  }
}

/** Opens what the inputs need; `remove` deletes what of it is not kept. */
async function openInputs(
  { path, objects, inputFolder, inputBytes = 10e9 }: DuckDbOptions,
  place: EnginePlace,
): Promise<{ inputs: Inputs; remove: () => Promise<void> }> {
  const root = resolve(place.root);
  const checks = new FileChecks();
  if (objects === undefined) return { inputs: new Inputs({ root, checks, remote: undefined }), remove: async () => {} };
  const isPassing = path === ':memory:' && inputFolder === undefined;
  // A folder a region: what one process keeps, another must not delete.
  const kept =
    inputFolder === undefined ? `${resolve(root, path)}.inputs` : join(resolve(root, inputFolder), place.region);
  const folder = isPassing ? await mkdtemp(join(tmpdir(), 'lookalikes-inputs-')) : kept;
  const store = await objects.open(place);
  const remote = new RemoteInputs({ store, cache: new FileCache(folder, inputBytes), checks });
  const remove = async () => {
    if (isPassing) await rm(folder, { recursive: true, force: true });
  };
  return { inputs: new Inputs({ root, checks, remote }), remove };
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
    // What a statement no longer needs goes back to the system at once; by default a good 100 MB stays with the process.
    allocator_flush_threshold: '8MB',
    allocator_bulk_deallocation_flush_threshold: '8MB',
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
