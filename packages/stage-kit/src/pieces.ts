/** Carries what the source of a stream threw past the making of one's own errors: the caller gets it as it was. */
export class SourceFailure extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('the source of a stream failed', { cause: reason });
    this.reason = reason;
  }
}

/**
 * The source's pieces, given up on as soon as the signal aborts, even where the source never answers again. For stores and
 * engines.
 *
 * @throws SourceFailure around what the source throws; the signal's reason
 * @example for await (const piece of untilAborted(pieces, signal)) await file.write(piece);
 */
export async function* untilAborted<T>(
  pieces: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const source = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  let open = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await nextOf(source, signal);
      if (next.done === true) {
        open = false;
        return;
      }
      yield next.value;
    }
  } catch (error) {
    open = !(error instanceof SourceFailure);
    throw error;
  } finally {
    // Not waited for: a source that hangs would hang its end too.
    if (open) void source.return?.();
  }
}

/** A race against one promise for the whole stream would keep every piece until its end. */
async function nextOf<T>(
  source: AsyncIterator<T> | Iterator<T>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<T>> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T>>();
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    Promise.resolve(source.next())
      .then(resolve)
      .catch((error: unknown) => reject(new SourceFailure(error)));
    return await promise;
  } catch (error) {
    // What is no asynchronous source throws here.
    throw error instanceof SourceFailure || signal?.aborted === true ? error : new SourceFailure(error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
