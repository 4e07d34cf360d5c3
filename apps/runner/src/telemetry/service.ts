import { setTimeout as sleep } from 'node:timers/promises';
import { countRetry } from '@lookalikes/stage-kit';
import pRetry from 'p-retry';

/** What is posted, and how long that may take. */
export interface Posting {
  /** Of whom it is asked, for the metrics. */
  readonly service: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  /** Milliseconds that one attempt may take, and all of them. */
  readonly attemptMs: number;
  readonly budgetMs: number;
  readonly signal?: AbortSignal;
}

/** Why a service did not take what it was posted: what may be said of it. Neither its URL nor what it answered. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** What the service asked to be waited, in seconds; undefined where another attempt would not help. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/**
 * Posts JSON, again and again after growing and uneven waits where that may help (no answer, 408, 429, 5xx), as long as the
 * budget lasts.
 *
 * @throws NotTaken
 */
export async function post(posting: Posting): Promise<void> {
  const over = AbortSignal.any([AbortSignal.timeout(posting.budgetMs), ...(posting.signal ? [posting.signal] : [])]);
  let last: unknown;
  const attempt = async (number: number): Promise<void> => {
    if (number > 1) countRetry(posting.service);
    try {
      await once(posting, over);
    } catch (error) {
      last = error;
      throw error;
    }
  };
  try {
    await pRetry(attempt, {
      retries: 4,
      minTimeout: 500,
      randomize: true,
      signal: over,
      shouldRetry: async ({ error, retryDelay }) => {
        if (!(error instanceof NotTaken) || error.retryAfter === undefined) return false;
        const longer = error.retryAfter * 1000 - retryDelay;
        if (longer > posting.budgetMs) return false;
        if (longer > 0) await sleep(longer, undefined, { signal: over });
        return true;
      },
    });
  } catch {
    throw last instanceof NotTaken ? last : new NotTaken('no answer in time');
  }
}

async function once({ url, headers, body, attemptMs }: Posting, over: AbortSignal): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    // A POST that is redirected may become a GET, which would be taken for sent.
    redirect: 'manual',
    signal: AbortSignal.any([over, AbortSignal.timeout(attemptMs)]),
  }).catch((error: unknown) => {
    throw new NotTaken(whyNot(error), 0);
  });
  await answer.body?.cancel();
  if (answer.ok) return;
  const passing = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  const asked = Number(answer.headers.get('retry-after') ?? 0);
  throw new NotTaken(`HTTP ${answer.status}`, passing ? (Number.isFinite(asked) ? asked : 0) : undefined);
}

/** By its code: a message of fetch may name the host. */
function whyNot(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}
