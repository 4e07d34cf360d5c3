import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@lookalikes/stage-kit';
import { countRetry } from '@lookalikes/stage-kit';
import { PostgresError } from './error.ts';
import type { Connection } from './options.ts';
import type { Session } from './session.ts';
import { ClientSession } from './session.ts';

/** What a transaction is opened with. */
export interface TransactionOf {
  /** Who asks, as the database's own list of sessions shows it: `lookalikes-reporting`. */
  readonly name: string;
  readonly connection: Connection;
  readonly dialect?: 'postgres' | 'redshift';
  /** `read`: one state of all tables, and nothing can be written. */
  readonly mode: 'read' | 'write';
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** What another try may help against. */
const passing: ReadonlySet<string> = new Set(['not-ready', 'lost', 'conflict']);

/**
 * Does work in one transaction: all of it is committed, or nothing.
 *
 * Where the connection or another transaction is in the way it is done again from its beginning, `attempts` times in all.
 * So `work` has to leave the same behind however often it is committed, as a commit whose answer was lost has happened.
 *
 * @throws PostgresError; what `work` throws; the signal's reason, once what the server was doing is stopped
 * @example
 * await inTransaction({ name: 'lookalikes-reporting', connection, mode: 'write', signal, log }, async (session) => {
 *   await session.run('DELETE FROM "lookalikes"."segment_sizes" WHERE region = $1', ['amer']);
 *   await session.copyIn('COPY "lookalikes"."segment_sizes" FROM STDIN', lines());
 * });
 */
export async function inTransaction<T>(of: TransactionOf, work: (session: Session) => Promise<T>): Promise<T> {
  const { attempts } = of.connection;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(of, work);
    } catch (error) {
      if (!(error instanceof PostgresError && passing.has(error.code)) || attempt >= attempts) throw error;
      countRetry('postgres');
      const wait = 250 * 2 ** attempt + randomInt(250);
      const { code, sqlState } = error;
      of.log.warn(
        { code: 'tried-again', error: code, sqlState, attempt, attempts },
        `${error.message} Trying again, ${attempt + 1} of ${attempts}.`,
      );
      await sleep(wait, undefined, { signal: of.signal }).catch(() => of.signal.throwIfAborted());
    }
  }
}

async function once<T>(of: TransactionOf, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await ClientSession.open(of);
  try {
    await session.setUp(settings(of));
    await session.script(beginning(of));
    const done = await work(session);
    await session.run('COMMIT');
    return done;
  } finally {
    // Without the COMMIT this is the rollback.
    await session.close();
  }
}

/** What makes a session's limits and the text of its values the same on every server. */
function settings({ connection, dialect = 'postgres' }: TransactionOf): string {
  const limit = `SET statement_timeout TO ${connection.statementSeconds * 1000}`;
  if (dialect === 'redshift') return limit;
  return [
    limit,
    `SET lock_timeout TO ${connection.lockSeconds * 1000}`,
    "SET TimeZone TO 'UTC'",
    "SET DateStyle TO 'ISO, YMD'",
    "SET IntervalStyle TO 'postgres'",
    'SET extra_float_digits TO 3',
    "SET bytea_output TO 'hex'",
    'SET standard_conforming_strings TO on',
  ].join('; ');
}

/** Redshift has one isolation, its own. */
function beginning({ dialect = 'postgres', mode }: TransactionOf): string {
  if (dialect === 'redshift') return 'BEGIN';
  return mode === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN ISOLATION LEVEL READ COMMITTED';
}
