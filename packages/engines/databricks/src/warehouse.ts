import { setTimeout as sleep } from 'node:timers/promises';
import type { Cancel, ParamValue } from '@lookalikes/stage-kit';
import type { Bounds } from './bounded.ts';
import { bounded } from './bounded.ts';
import type { IOperation, OperationStatus, Session } from './driver.ts';
import { boundValues, TOperationState } from './driver.ts';
import { DatabricksError } from './error.ts';
import { failure, Passing } from './failure.ts';
import { Result } from './result.ts';
import { retrying } from './retry.ts';
import type { Sessions } from './sessions.ts';

/** One statement and what is bound to it. */
export interface Sql {
  /** For messages. */
  readonly name: string;
  readonly sql: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** The local folder whose files it may send to a volume. */
  readonly uploads?: string;
}

/** What statements must not outlast, in seconds. */
export interface Limits {
  /** A statement, from the moment it was sent. */
  readonly statement: number;
  /** A single answer of the service. */
  readonly answer: number;
  /** Trying a statement again, from its first failure. */
  readonly retry: number;
}

/** How long to wait between two looks at a statement, in milliseconds: longer each time. */
const looks = { first: 10, most: 500 };

/** Runs statements on one warehouse: each in a session of its own, again where that is safe, and stopped with its caller. */
export class Warehouse {
  readonly #sessions: Sessions;
  readonly #limits: Limits;
  readonly #closing = new AbortController();

  constructor(sessions: Sessions, limits: Limits) {
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /**
   * Runs a statement and reads what it gives. Both are done again where a failure may pass, so the statement must be safe
   * to run twice, and `read` must not have told anybody what it read.
   *
   * @throws DatabricksError as {@link failure} makes it, `timeout`, `unavailable`; the signal's reason where it aborted
   */
  async use<T>(statement: Sql, cancel: Cancel, read: (result: Result) => Promise<T>): Promise<T> {
    const signal = this.#signal(cancel);
    return this.#retrying(statement, signal, async () => {
      const execution = await this.#execute(statement, signal);
      return execution.settle(() => read(execution.result));
    });
  }

  /** Runs a statement that gives nothing to read, or nothing that matters. */
  async run(statement: Sql, cancel: Cancel): Promise<void> {
    await this.use(statement, cancel, () => Promise.resolve());
  }

  /**
   * Runs a statement and streams what it gives. What fails before the first piece is tried again; after it, the stream
   * ends with an error, since nobody knows what a second run would give in which order.
   *
   * @param open - makes the stream; run again with the statement
   */
  async *stream<T>(statement: Sql, cancel: Cancel, open: (result: Result) => AsyncGenerator<T>): AsyncGenerator<T> {
    const signal = this.#signal(cancel);
    const { execution, pieces, first } = await this.#retrying(statement, signal, async () => {
      const begun = await this.#execute(statement, signal);
      const read = open(begun.result);
      return begun.keep(async () => ({ execution: begun, pieces: read, first: await read.next() }));
    });
    let ended = false;
    try {
      for (let next = first; next.done !== true; next = await pieces.next()) yield next.value;
      execution.end();
      ended = true;
    } catch (error) {
      ended = true;
      execution.abandon(error);
      signal.throwIfAborted();
      throw settled(failure(error, statement.name), statement.name);
    } finally {
      if (!ended) execution.end();
    }
  }

  /** Stops what runs, waits until that was sent, and closes every session. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new DatabricksError('closed', 'the engine is closed; open it again'));
    await this.#sessions.close();
  }

  #signal({ signal }: Cancel): AbortSignal {
    const all = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    all.throwIfAborted();
    return all;
  }

  #retrying<T>({ name }: Sql, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return retrying(name, { signal, seconds: this.#limits.retry }, work);
  }

  async #execute(statement: Sql, signal: AbortSignal): Promise<Execution> {
    const bounds = { signal, seconds: this.#limits.answer };
    const session = await this.#sessions.take(bounds);
    const { params = {}, uploads } = statement;
    const sent = session.executeStatement(statement.sql, {
      ...(Object.keys(params).length > 0 && { namedParameters: boundValues(params) }),
      ...(uploads !== undefined && { stagingAllowedLocalPath: uploads }),
    });
    let cancel: (() => Promise<unknown>) | undefined;
    try {
      const operation = await bounded(sent, bounds);
      cancel = () => operation.cancel();
      await finished(operation, { bounds, limits: this.#limits, name: statement.name });
      return new Execution(this.#sessions, { session, operation, bounds });
    } catch (error) {
      if (signal.aborted) void this.#sessions.end(session, cancel);
      else await this.#failed(failure(error, statement.name), session, cancel);
      throw error;
    }
  }

  /**
   * Ends the session of a statement that failed. Where it may be tried again, that is waited for: a statement whose
   * answer was lost may still run, and ends with its session.
   */
  async #failed(error: Error, session: Session, cancel: (() => Promise<unknown>) | undefined): Promise<void> {
    const over = error instanceof DatabricksError && error.code !== 'timeout' && error.code !== 'unavailable';
    if (over) return this.#sessions.give(session);
    if (error instanceof Passing && error.sessionLost) this.#sessions.forgetIdle();
    const ended = this.#sessions.end(session, cancel);
    if (error instanceof Passing) await ended;
  }
}

/** A statement that has been carried out and whose result can be read. */
class Execution {
  readonly result: Result;
  readonly #sessions: Sessions;
  readonly #session: Session;
  readonly #operation: IOperation;
  readonly #signal: AbortSignal;

  constructor(sessions: Sessions, of: { session: Session; operation: IOperation; bounds: Bounds }) {
    this.#sessions = sessions;
    this.#session = of.session;
    this.#operation = of.operation;
    this.#signal = of.bounds.signal;
    this.result = new Result(of.operation, of.bounds);
  }

  /** Reads the result and ends the statement. */
  async settle<T>(read: () => Promise<T>): Promise<T> {
    const found = await this.keep(read);
    this.end();
    return found;
  }

  /** Reads some of the result. */
  async keep<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      this.abandon(error);
      throw error;
    }
  }

  /** Gives the session back. That the service forgets the result in time is a courtesy: it does by itself later. */
  end(): void {
    this.#sessions.give(this.#session, this.#operation.close());
  }

  /** After a failure the session is trusted no more, unless it was ours to fail. */
  abandon(error: unknown): void {
    if (error instanceof DatabricksError && !this.#signal.aborted) this.end();
    else void this.#sessions.end(this.#session, () => this.#operation.cancel());
  }
}

/**
 * Waits until a statement has ended well. How it stands may be asked again where an answer does not come: the statement
 * goes on meanwhile.
 */
async function finished(
  operation: IOperation,
  { bounds, limits, name }: { bounds: Bounds; limits: Limits; name: string },
): Promise<void> {
  const deadline = performance.now() + limits.statement * 1000;
  let silentSince: number | undefined;
  for (let wait = looks.first; ; wait = Math.min(wait * 2, looks.most)) {
    let status: OperationStatus | undefined;
    try {
      status = await bounded(operation.status(), bounds);
      silentSince = undefined;
    } catch (error) {
      bounds.signal.throwIfAborted();
      const why = failure(error, name);
      if (!(why instanceof Passing) || why.sessionLost) throw error;
      silentSince ??= performance.now();
      // The statement's budget is used up: it is not run again for another one.
      if (performance.now() - silentSince > limits.retry * 1000) throw settled(why, name);
      wait = looks.most;
    }
    if (status && endedWell(status, { name, seconds: limits.statement })) return;
    if (performance.now() > deadline) throw tooLong(name, limits.statement);
    await sleep(wait, undefined, { signal: bounds.signal });
  }
}

/** Whether a statement has ended; throws where it did not end well. */
function endedWell(status: OperationStatus, { name, seconds }: { name: string; seconds: number }): boolean {
  switch (status.operationState) {
    case TOperationState.FINISHED_STATE:
      return true;
    case TOperationState.ERROR_STATE:
      throw Object.assign(new Error(status.displayMessage ?? 'it failed'), { response: status });
    case TOperationState.TIMEDOUT_STATE:
      throw tooLong(name, seconds);
    case TOperationState.CLOSED_STATE:
      // We close what we still wait for only where we have stopped waiting: its session has ended.
      throw new Passing('the session is gone', { sessionLost: true });
    case TOperationState.CANCELED_STATE:
      throw new DatabricksError('sql', `${name}: somebody else cancelled it; see the query history, and run it again`);
    default:
      return false;
  }
}

const tooLong = (name: string, seconds: number): DatabricksError =>
  new DatabricksError(
    'timeout',
    `${name}: it ran longer than the ${seconds} s that statementTimeout allows; use a larger warehouse, or allow more`,
  );

/** A failure that is not tried again any more. */
const settled = (error: Error, name: string): Error =>
  error instanceof Passing
    ? new DatabricksError('unavailable', `${name}: ${error.message}; run it again when the warehouse can be reached`, {
        cause: error.cause,
      })
    : error;
