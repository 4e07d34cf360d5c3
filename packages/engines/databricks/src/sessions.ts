import type { Bounds } from './bounded.ts';
import { bounded } from './bounded.ts';
import type { Client, Session } from './driver.ts';

/** How sessions are opened. */
export interface SessionSetting {
  readonly request: NonNullable<Parameters<Client['openSession']>[0]>;
  /** Run in each before it is used. */
  readonly setUp: readonly string[];
}

/** How long closing may take before it is left to the service, in seconds: half of what a stopped process is given. */
const closingSeconds = 4;

/** How long the service may take to note that a statement is over, in seconds, before its session is closed over it. */
const cancellingSeconds = 1;

const never = new AbortController().signal;

/** The sessions to one warehouse: each statement has one to itself, so that to end it ends nothing else. */
export class Sessions {
  readonly #client: Client;
  readonly #setting: SessionSetting;
  readonly #idle: Session[] = [];
  readonly #ending = new Set<Promise<void>>();

  constructor(client: Client, setting: SessionSetting) {
    this.#client = client;
    this.#setting = setting;
  }

  /** A session that nobody else uses, set up. What the driver throws is thrown as it is. */
  async take(bounds: Bounds): Promise<Session> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const opening = this.#client.openSession(this.#setting.request);
    let session: Session;
    try {
      session = await bounded(opening, bounds);
    } catch (error) {
      void this.#later(opening.then((late) => late.close()));
      throw error;
    }
    try {
      for (const sql of this.#setting.setUp) {
        const operation = await bounded(session.executeStatement(sql), bounds);
        await bounded(operation.finished(), bounds);
        await bounded(operation.close(), bounds);
      }
      return session;
    } catch (error) {
      void this.end(session);
      throw error;
    }
  }

  /**
   * Takes back a session whose statement has ended, once that is closed too. A session in which nothing can be closed is
   * not used again: it has expired, or the driver, which closes its statements first, would never get to its end.
   *
   * @param closing - closes the statement; nobody waits for it
   */
  give(session: Session, closing: Promise<unknown> = Promise.resolve()): void {
    const closed = bounded(closing, { signal: never, seconds: closingSeconds });
    void this.#later(
      closed.then(
        () => this.#idle.push(session),
        () => session.close(),
      ),
    );
  }

  /** Forgets the sessions that rest: they expired too where one did. */
  forgetIdle(): void {
    for (const session of this.#idle.splice(0)) void this.end(session);
  }

  /**
   * Ends a session, and with it what still runs in it: cancelled by name where it has one, and by the end of the session.
   * Waits for it as long as closing may take; what fails is left to the service, which ends sessions nobody uses.
   */
  end(session: Session, cancel?: () => Promise<unknown>): Promise<void> {
    const cancelled = cancel ? bounded(cancel(), { signal: never, seconds: cancellingSeconds }) : Promise.resolve();
    return this.#later(cancelled.catch(() => undefined).then(() => session.close()));
  }

  /** Does something at leisure, before {@link close} ends. */
  #later(work: Promise<unknown>): Promise<void> {
    const ended = bounded(work, { signal: never, seconds: closingSeconds }).then(
      () => undefined,
      () => undefined,
    );
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
    return ended;
  }

  /** Ends all that rest, and waits for what is being ended. */
  async close(): Promise<void> {
    await Promise.all(this.#ending);
    this.forgetIdle();
    await Promise.all(this.#ending);
    await this.#later(this.#client.close());
  }
}
