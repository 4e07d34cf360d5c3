import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Cancel } from '@lookalikes/stage-kit';
import { SourceFailure } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';

/** How often a cancelled statement is interrupted until it ends: an interrupt before it has begun is lost. */
const interruptEveryMs = 10;

/** A connection that is in use by one call. */
export interface Lease {
  readonly connection: DuckDBConnection;
  /** Aborts with the caller's signal, and when the engine is closed. */
  readonly signal: AbortSignal;
  /** From here on nothing is interrupted any more: what was done is being committed, or undone. */
  settle(): void;
}

/** A connection in use by a stream, which rests while its reader does something else. */
export interface StreamLease extends Lease {
  /** Opens the transaction that the stream reads in. */
  begin(): Promise<void>;
  /** Ends it, once all was read. */
  end(): Promise<void>;
  /** Does what needs the connection at work. */
  step<T>(work: () => Promise<T>): Promise<T>;
  /** What to throw for an error of the call. */
  failure(error: unknown): unknown;
  /**
   * Gives the connection back. A stream that was not read to its end is ended by undoing its transaction: to close the
   * connection under it would leave DuckDB's threads at work on what is gone.
   */
  release(): Promise<void>;
}

interface Held {
  readonly connection: DuckDBConnection;
  working: boolean;
  streaming: boolean;
  settle: () => void;
}

/** The connections to one database: each call has one of its own, so that statements, streams and loads run side by side. */
export class Connections {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #held = new Set<Held>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /**
   * Gives the call a connection, stops what it runs when the signal aborts, and makes DuckDB's errors ours.
   *
   * @param name - the statement's, for messages
   * @throws DuckDbError as {@link failure} makes it; the signal's reason where it aborted
   */
  async use<T>(name: string, cancel: Cancel, work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.lease(name, cancel);
    try {
      return await lease.step(() => work(lease));
    } catch (error) {
      throw lease.failure(error);
    } finally {
      await lease.release();
    }
  }

  /** A connection for as long as a stream goes on; {@link use} for all else. */
  async lease(name: string, { signal: callers }: Cancel): Promise<StreamLease> {
    const signal = callers ? AbortSignal.any([callers, this.#closing.signal]) : this.#closing.signal;
    signal.throwIfAborted();
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
      signal.removeEventListener('abort', stop);
      clearInterval(timer);
    };
    const held: Held = { connection, working: false, streaming: false, settle };
    this.#held.add(held);
    const interrupt = () => {
      if (held.working) connection.interrupt();
    };
    const stop = () => {
      interrupt();
      timer ??= setInterval(interrupt, interruptEveryMs).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      signal.throwIfAborted();
      return atWork(held, work);
    };
    return {
      connection,
      signal,
      settle,
      step,
      begin: async () => {
        await step(() => held.connection.run('BEGIN'));
        held.streaming = true;
      },
      end: async () => {
        await step(() => held.connection.run('COMMIT'));
        held.streaming = false;
      },
      failure: (error) => {
        if (signal.aborted) return signal.reason;
        return error instanceof SourceFailure ? error.reason : failure(error, name);
      },
      release: async () => {
        settle();
        if (!this.#held.has(held)) return;
        await endStream(held);
        if (!this.#held.delete(held)) return;
        if (this.#closing.signal.aborted) held.connection.closeSync();
        else this.#idle.push(held.connection);
      },
    };
  }

  /** Stops what runs, waits until it has stopped, closes every connection, then the database. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new DuckDbError('closed', 'the engine is closed; open it again'));
    while ([...this.#held].some((held) => held.working)) {
      await new Promise((resolve) => setTimeout(resolve, interruptEveryMs));
    }
    for (const held of this.#held) {
      this.#held.delete(held);
      held.settle();
      await endStream(held);
      held.connection.closeSync();
    }
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

async function atWork<T>(held: Held, work: () => Promise<T>): Promise<T> {
  held.working = true;
  try {
    return await work();
  } finally {
    held.working = false;
  }
}

async function endStream(held: Held): Promise<void> {
  if (!held.streaming) return;
  held.streaming = false;
  await atWork(held, () => held.connection.run('ROLLBACK'));
}
