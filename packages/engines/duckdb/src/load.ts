import type { LoadBatch, Write, Written } from '@lookalikes/stage-kit';
import { ChunkWriter } from './chunk-writer.ts';
import type { Lease } from './connections.ts';
import { SourceFailure } from './connections.ts';
import { transaction } from './run.ts';
import { claim, storedColumns } from './tables.ts';
import { written } from './write.ts';

/** Where a load's rows come from. */
export type Batches = AsyncIterable<LoadBatch> | Iterable<LoadBatch>;

/** Appends batches under a write's id: all of them, or none. */
export async function load(lease: Lease, write: Write, batches: Batches): Promise<Written> {
  const { connection, signal } = lease;
  const { dataset, writeId } = write;
  return transaction(lease, async () => {
    await claim(connection, write);
    const appender = await connection.createAppender(dataset.table);
    const stored = (await storedColumns(connection, dataset.table)).map(({ name }) => name);
    const writer = new ChunkWriter(appender, write, stored);
    try {
      for await (const batch of untilAborted(batches, signal)) writer.append(batch);
    } catch (error) {
      appender.clear();
      throw error;
    } finally {
      appender.closeSync();
    }
    return written(connection, dataset, writeId);
  });
}

/**
 * The source's batches, given up on as soon as the signal aborts, even where the source never answers again. What the
 * source throws is carried as it is.
 */
async function* untilAborted(batches: Batches, signal: AbortSignal): AsyncGenerator<LoadBatch> {
  const source = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let open = true;
  try {
    for (;;) {
      signal.throwIfAborted();
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
    signal.removeEventListener('abort', abort);
    // Not waited for: a source that hangs would hang its end too.
    if (open) void source.return?.();
  }
}

async function nextOf(source: Iterator<LoadBatch> | AsyncIterator<LoadBatch>): Promise<IteratorResult<LoadBatch>> {
  try {
    return await source.next();
  } catch (error) {
    throw new SourceFailure(error);
  }
}
