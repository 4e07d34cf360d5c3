import { readFileSync } from 'node:fs';
import type { Log } from '@lookalikes/stage-kit';
import { createLog } from '@lookalikes/stage-kit';
import { postgresServer } from '@lookalikes/stage-kit/testing';
import type { Session } from '../src/index.ts';
import { ConnectionOptions, inTransaction } from '../src/index.ts';

const { caFile, ...found } = postgresServer();
const { password, ...place } = found;
const { user } = found;

/** The PostgreSQL of the suite, for a client of one's own. */
export const server = found;

/** What its config would say, in one attempt. */
export const configured = {
  ...place,
  host: 'localhost',
  ca: readFileSync(caFile, 'utf8'),
  credentials: () => ({ user, password }),
  attempts: 1,
} as const;

/** How a transaction of a test differs from the usual. */
export interface Doing {
  /** Laid over what its config would say. */
  readonly given?: ConnectionOptions;
  readonly mode?: 'read' | 'write';
  readonly signal?: AbortSignal;
  readonly log?: Log;
}

/** Does work in a transaction of the session `lookalikes-test`. */
export const doIn = <T>(
  work: (session: Session) => Promise<T>,
  { given = {}, mode = 'write', signal = new AbortController().signal, log = createLog('none') }: Doing = {},
): Promise<T> => {
  const connection = ConnectionOptions.parse({ ...configured, ...given });
  return inTransaction({ name: 'lookalikes-test', connection, mode, signal, log }, work);
};

/** A log that keeps what is warned of. */
export function listening(): { readonly said: string[]; readonly log: Log } {
  const said: string[] = [];
  return { said, log: { ...createLog('none'), warn: (_, message) => void said.push(message) } };
}
