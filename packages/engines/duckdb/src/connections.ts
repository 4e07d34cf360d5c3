import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { BIGINT, INTEGER } from '@duckdb/node-api';
import type { Cancel, ParamValue } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';

/** One SELECT and what is bound to it. */
export interface Sql {
  readonly sql: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
}

/** A row of a small result, by column. */
export type SmallRow = Readonly<Record<string, DuckDBValue>>;

/** How often a cancelled statement is interrupted until it ends: an interrupt before it has begun is lost. */
const interruptEveryMs = 10;

/** The connections to one database: each call has one of its own, so that statements, streams and loads run side by side. */
export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  #closed = false;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /**
   * Gives the call a connection, stops what it runs when the signal aborts, and makes DuckDB's errors ours.
   *
   * @param name - the statement's, for messages
   * @throws DuckDbError as {@link failure} makes it; the signal's reason where it aborted
   */
  async use<T>(name: string, { signal }: Cancel, work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.lease(name, { signal });
    try {
      return await work(lease);
    } catch (error) {
      throw lease.failure(error);
    } finally {
      lease.release();
    }
  }

  /** A connection for as long as the caller wants it; {@link use} for what is not a stream. */
  async lease(name: string, { signal }: Cancel): Promise<Lease> {
    signal?.throwIfAborted();
    if (this.#closed) throw new DuckDbError('sql', `${name}: the engine is closed; open it again`);
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    this.#busy.add(connection);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      connection.interrupt();
      timer ??= setInterval(() => connection.interrupt(), interruptEveryMs);
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    return {
      connection,
      failure: (error) => {
        if (signal?.aborted === true) return signal.reason;
        return error instanceof SourceFailure ? error.reason : failure(error, name);
      },
      settle: () => {
        signal?.removeEventListener('abort', stop);
        clearInterval(timer);
      },
      release: (broken = false) => {
        signal?.removeEventListener('abort', stop);
        clearInterval(timer);
        if (!this.#busy.delete(connection)) return;
        if (broken || this.#closed) connection.closeSync();
        else this.#idle.push(connection);
      },
    };
  }

  /** Stops what runs, closes every connection, then the database. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#busy) connection.interrupt();
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A connection that is in use. */
export interface Lease {
  readonly connection: DuckDBConnection;
  /** What to throw for an error of the call. */
  failure(error: unknown): unknown;
  /** From here on nothing is interrupted any more: what was done is being committed, or undone. */
  settle(): void;
  /** Gives the connection back; `broken` where a result on it was not read to its end. */
  release(broken?: boolean): void;
}

/** Carries what a load's source threw past the making of our own errors: the caller gets it as it was. */
export class SourceFailure extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('the source of a load failed', { cause: reason });
    this.reason = reason;
  }
}

/** Binds a statement's values: whole numbers as INTEGER or BIGINT, others as DOUBLE. */
export async function run(connection: DuckDBConnection, { sql, params = {} }: Sql) {
  return connection.run(sql, values(params), types(params));
}

/** Like {@link run}, giving rows a chunk at a time instead of holding them. */
export async function stream(connection: DuckDBConnection, { sql, params = {} }: Sql) {
  return connection.stream(sql, values(params), types(params));
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
    lease.settle();
    await lease.connection.run('COMMIT');
    return result;
  } catch (error) {
    lease.settle();
    await lease.connection.run('ROLLBACK');
    throw error;
  }
}

const values = (params: Readonly<Record<string, ParamValue>>): Record<string, DuckDBValue> => ({ ...params });

function types(params: Readonly<Record<string, ParamValue>>) {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (typeof value === 'bigint') return [[name, BIGINT]];
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [];
      return [[name, Math.abs(value) < 2 ** 31 ? INTEGER : BIGINT]];
    }),
  );
}
