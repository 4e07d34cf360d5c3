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
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  let open = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await Promise.race([nextOf(source), aborted.promise]);
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
    signal?.removeEventListener('abort', abort);
    // Not waited for: a source that hangs would hang its end too.
    if (open) void source.return?.();
  }
}

async function nextOf(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await source.next();
  } catch (error) {
    throw new SourceFailure(error);
  }
}
