import { setTimeout as sleep } from 'node:timers/promises';
import { countRetry } from '@lookalikes/stage-kit';
import pRetry from 'p-retry';
import { DatabricksError } from './error.ts';
import { failure, Passing } from './failure.ts';

/** How long a statement may be tried again. */
export interface RetryBudget {
  readonly signal: AbortSignal;
  /** From its first failure on, in seconds. */
  readonly seconds: number;
}

/**
 * Does something again, after growing and uneven waits, as long as its failures may pass and the budget lasts. What the
 * service asks to be waited is waited.
 *
 * @param name - what is done, for messages
 * @param work - must be safe to do twice
 * @throws DatabricksError `unavailable` where the budget is used up; any other failure as it is; the signal's reason
 */
export async function retrying<T>(name: string, budget: RetryBudget, work: () => Promise<T>): Promise<T> {
  const { signal, seconds } = budget;
  let deadline: number | undefined;
  const attempt = async (): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw failure(error, name);
    }
  };
  try {
    return await pRetry(attempt, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 250,
      maxTimeout: 20_000,
      randomize: true,
      signal,
      shouldRetry: async ({ error, retryDelay }) => {
        if (!(error instanceof Passing)) return false;
        deadline ??= performance.now() + seconds * 1000;
        const asked = error.retryAfter * 1000;
        if (performance.now() + Math.max(asked, retryDelay) >= deadline) return false;
        countRetry('databricks');
        if (asked > retryDelay) await sleep(asked - retryDelay, undefined, { signal });
        return true;
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Passing)) throw error;
    throw new DatabricksError(
      'unavailable',
      `${name}: ${error.message}, again and again for ${seconds} s; run it again when the warehouse can be reached`,
      { cause: error.cause },
    );
  }
}
