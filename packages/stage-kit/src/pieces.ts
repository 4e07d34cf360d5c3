/** Carries what the source of a stream threw past the making of a store's own errors: the caller gets it as it was. */
export class SourceFailure extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('the source of a stream failed', { cause: reason });
    this.reason = reason;
  }
}

/**
 * The source's pieces, given up on as soon as the signal aborts, even where the source never answers again. For stores.
 *
 * @throws SourceFailure around what the source throws; the signal's reason
 * @example for await (const piece of untilAborted(pieces, signal)) await file.write(piece);
 */
export async function* untilAborted(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]();
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
function nextOf(
  source: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Uint8Array>> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  source
    .next()
    .then(resolve)
    .catch((error: unknown) => reject(new SourceFailure(error)));
  return promise.finally(() => signal?.removeEventListener('abort', abort));
}
