import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Times that this package tries what the SDK does not try again by itself. */
export const ownAttempts = 6;

/** Waits before the next attempt: anything up to 100 ms, then twice as long each time. Throws once the signal aborts. */
export async function pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(randomInt(100 * 2 ** (attempt - 1)), undefined, { signal });
}
