import type { LoadBatch, Write, Written } from '@lookalikes/stage-kit';
import { untilAborted } from '@lookalikes/stage-kit';
import { ChunkWriter } from './chunk-writer.ts';
import type { Lease } from './connections.ts';
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
