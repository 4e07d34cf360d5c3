import type { LoadBatch, Write, Written } from '@lookalikes/stage-kit';
import { ChunkWriter } from './chunk-writer.ts';
import type { Lease } from './connections.ts';
import { SourceFailure } from './connections.ts';
import { identifier } from './quote.ts';
import { run, transaction } from './run.ts';
import { claim } from './tables.ts';
import { duckDbType } from './types.ts';
import { insert, written } from './write.ts';

/** Where a load's rows come from. */
export type Batches = AsyncIterable<LoadBatch> | Iterable<LoadBatch>;

/**
 * Appends batches under a write's id: all of them, or none.
 *
 * They are gathered in a temporary table first, whose chunks hold nothing but the batches' columns: to fill in region, day
 * and write id value by value would take four times as long as all the rest.
 */
export async function load(lease: Lease, write: Write, batches: Batches): Promise<Written> {
  const { connection, signal } = lease;
  const { dataset, writeId } = write;
  const gathered = `load_${writeId}`;
  const columns = Object.entries(dataset.columns).map(([name, { type }]) => `${identifier(name)} ${duckDbType(type)}`);
  return transaction(lease, async () => {
    await claim(connection, write);
    await run(connection, { sql: `CREATE TEMP TABLE ${identifier(gathered)} (${columns.join(', ')})` });
    const appender = await connection.createAppender(gathered, 'main', 'temp');
    const writer = new ChunkWriter(appender, dataset);
    try {
      for await (const batch of untilAborted(batches, signal)) writer.append(batch);
    } catch (error) {
      appender.clear();
      throw error;
    } finally {
      appender.closeSync();
    }
    await insert(connection, write, { sql: `SELECT * FROM temp.${identifier(gathered)}` });
    await run(connection, { sql: `DROP TABLE temp.${identifier(gathered)}` });
    return written(connection, dataset, writeId);
  });
}

/**
 * The source's batches, given up on as soon as the signal aborts, even where the source never answers again. What the
 * source throws is carried as it is.
 */
async function* untilAborted(batches: Batches, signal: AbortSignal): AsyncGenerator<LoadBatch> {
  const source = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  let open = true;
  try {
    for (;;) {
      signal.throwIfAborted();
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

/** A race against one promise for the whole load would keep every batch until its end. */
async function nextOf(
  source: Iterator<LoadBatch> | AsyncIterator<LoadBatch>,
  signal: AbortSignal,
): Promise<IteratorResult<LoadBatch>> {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<LoadBatch>>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    Promise.resolve(source.next())
      .then(resolve)
      .catch((error: unknown) => reject(new SourceFailure(error)));
    return await promise;
  } catch (error) {
    // What is no asynchronous source throws here.
    throw error instanceof SourceFailure || signal.aborted ? error : new SourceFailure(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
