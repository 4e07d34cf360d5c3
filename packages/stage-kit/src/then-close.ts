import type { Log } from './log.ts';

/**
 * Does some work, then closes what it needed, however it ended. Where closing fails, that is told and what came of the work
 * still counts: neither its result nor its error is hidden.
 *
 * @param closing - `what` it is that closes, for people
 */
export async function thenClose<T>(
  closing: { readonly what: string; readonly close: () => Promise<void>; readonly log: Log },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    await closing.close().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      closing.log.error({ code: 'not-closed', error: message }, `${closing.what} did not close: ${message}`);
    });
  }
}
