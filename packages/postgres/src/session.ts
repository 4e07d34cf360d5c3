import type { Log } from '@lookalikes/stage-kit';
import { from } from 'pg-copy-streams';
import { PostgresError } from './error.ts';
import { failure } from './failure.ts';
import type { OpenClient } from './open-client.ts';
import { openClient } from './open-client.ts';
import type { Connection } from './options.ts';
import { sendPieces } from './send-pieces.ts';

/** A row as the server writes its values: text, a truth value as `true` or `false`, null. */
export type TextRow = readonly (string | null)[];

/** Some rows of a SELECT with the names of their columns. */
export interface TextRows {
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
}

/** What can be bound to a `$1`. */
export type BoundValue = string | number | null;

/** What a transaction may do. Every call ends as soon as the signal aborts. */
export interface Session {
  /** As in `db.example.com:5432/reports`, for messages. */
  readonly place: string;

  /**
   * Runs one statement; several in one text are refused by the server.
   *
   * @example await session.run('DELETE FROM "lookalikes"."segment_sizes" WHERE region = $1', ['amer'])
   */
  run(sql: string, values?: readonly BoundValue[]): Promise<TextRows>;

  /** Runs a text of several statements, nothing bound: a shipped file. */
  script(sql: string): Promise<void>;

  /**
   * Sends what `COPY … FROM STDIN` takes, no faster than the server reads it.
   *
   * @returns how many rows the server took
   * @throws what `pieces` throws, and then nothing of the transaction is kept
   */
  copyIn(sql: string, pieces: AsyncIterable<Uint8Array>): Promise<number>;
}

/** What a session is opened with. */
export interface SessionOf {
  readonly connection: Connection;
  /** What the database's own list of sessions shows. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** How long the server has to say that it gave up by itself. */
const graceSeconds = 5;

/** How long another connection may take to stop a statement, and the server to say goodbye. */
const endSeconds = 5;

/** A session on one connection. It is closed after the transaction, whatever came of it. */
export class ClientSession implements Session {
  readonly place: string;
  readonly #open: OpenClient;
  readonly #of: SessionOf;
  #pid = '';
  #stopping: { readonly reason: unknown; readonly done: Promise<void> } | undefined;

  private constructor(open: OpenClient, of: SessionOf) {
    this.#open = open;
    this.#of = of;
    this.place = open.place;
  }

  /** Connects. */
  static async open(of: SessionOf): Promise<ClientSession> {
    return new ClientSession(await openClient(of.connection, of), of);
  }

  /** Sets the session up, and finds out which of the server's processes it speaks to, so that it can be stopped. */
  async setUp(settings: string): Promise<void> {
    await this.script(settings);
    const { rows } = await this.run('SELECT pg_backend_pid()');
    this.#pid = String(rows[0]?.[0]);
  }

  async run(sql: string, values: readonly BoundValue[] = []): Promise<TextRows> {
    // The extended protocol takes one statement only.
    const query = { text: sql, values: [...values], rowMode: 'array' as const, queryMode: 'extended' };
    const { fields, rows } = await this.#step(sql, () => this.#open.client.query<(string | null)[]>(query));
    return { columns: fields.map(({ name }) => name), rows };
  }

  async script(sql: string): Promise<void> {
    await this.#step(sql, () => this.#open.client.query(sql));
  }

  async copyIn(sql: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
    const copy = this.#open.client.query(from(sql));
    try {
      const ofSource = await this.#step(sql, () => sendPieces(copy, pieces), { stoppable: false });
      if (ofSource) throw ofSource.error;
    } catch (error) {
      // Whatever is still on its way is not to arrive.
      this.#open.socket.destroy();
      throw error;
    }
    return copy.rowCount;
  }

  /** Ends the connection. What was not committed is rolled back by the server. */
  async close(): Promise<void> {
    await this.#stopping?.done;
    const timer = setTimeout(() => this.#open.socket.destroy(), endSeconds * 1000);
    await this.#open.client.end();
    clearTimeout(timer);
  }

  async #step<T>(sql: string, work: () => Promise<T>, { stoppable = true } = {}): Promise<T> {
    const { signal, connection } = this.#of;
    signal.throwIfAborted();
    const stop = (reason: unknown): void => {
      this.#stopping ??= { reason, done: this.#stop(stoppable) };
    };
    const onAbort = (): void => stop(signal.reason);
    const limit = (connection.statementSeconds + graceSeconds) * 1000;
    const timer = setTimeout(() => stop(this.#silent()), limit);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } catch (error) {
      if (this.#stopping === undefined) throw failure(error, { place: this.place, step: nameOf(sql) });
      await this.#stopping.done;
      throw this.#stopping.reason;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Stops what the server does, over a connection of its own, and hangs up. */
  async #stop(stoppable: boolean): Promise<void> {
    const { connection, log } = this.#of;
    const limit = { ...connection, connectSeconds: Math.min(connection.connectSeconds, endSeconds) };
    try {
      if (!stoppable || this.#pid === '') return;
      const signal = AbortSignal.timeout(endSeconds * 1000);
      const { client } = await openClient(limit, { name: this.#of.name, signal });
      try {
        await client.query('SELECT pg_cancel_backend($1)', [this.#pid]);
      } finally {
        await client.end();
      }
    } catch (error) {
      log.warn(
        { code: 'statement-not-ended', place: this.place, error: String(error) },
        `a statement at ${this.place} may go on for a while`,
      );
    } finally {
      this.#open.socket.destroy();
    }
  }

  #silent(): PostgresError {
    const seconds = this.#of.connection.statementSeconds + graceSeconds;
    return new PostgresError(
      'timeout',
      `${this.place} said nothing for ${seconds} s. See that the network is up, or raise statementSeconds.`,
    );
  }
}

/** A statement by its beginning, on one line; what is bound to it is not in it. */
function nameOf(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
