/** What a call of the driver must not outlast. */
export interface Bounds {
  readonly signal: AbortSignal;
  readonly seconds: number;
}

/** A call that was not answered in its time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';

  constructor(seconds: number) {
    super(`no answer within ${seconds} s`);
  }
}

/**
 * Waits for a call until it is answered, its time is over or the signal aborts: the driver's promise may never settle,
 * as where an answer ends in the middle of a message.
 *
 * @throws Unanswered; the signal's reason
 */
export async function bounded<T>(call: Promise<T>, { signal, seconds }: Bounds): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  const timer = setTimeout(() => reject(new Unanswered(seconds)), seconds * 1000);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([call, ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    // Whichever of the two comes late has nobody to hear it.
    ended.catch(() => undefined);
    call.catch(() => undefined);
  }
}
