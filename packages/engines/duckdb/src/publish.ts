import type { DuckDBConnection } from '@duckdb/node-api';
import type { Write } from '@lookalikes/stage-kit';
import { newestTable } from '@lookalikes/stage-kit';
import type { Lease } from './connections.ts';
import { rowsOf, run, transaction } from './run.ts';
import { messageOf } from './failure.ts';
import { identifier } from './quote.ts';
import { storedColumns } from './tables.ts';
import type { Dataset } from './types.ts';

/** The table that the views join: which writes are published. */
export const publishedWrites =
  'CREATE TABLE IF NOT EXISTS published_writes (dataset VARCHAR, region VARCHAR, partition_date DATE, write_id UUID)';

/** Names the published writes of a dataset, and points its view at them, in the table of its newest major. */
export async function expose(lease: Lease, dataset: Dataset, published: readonly Write[]): Promise<void> {
  const { connection } = lease;
  await transaction(lease, async () => {
    await run(connection, {
      sql: 'DELETE FROM published_writes WHERE dataset = $name',
      params: { name: dataset.name },
    });
    for (const { partition, writeId } of published) {
      await run(connection, {
        sql: 'INSERT INTO published_writes VALUES ($name, $region, CAST($date AS DATE), CAST($id AS UUID))',
        params: { name: dataset.name, region: partition.region, date: partition.date, id: writeId },
      });
    }
    const table = newestTable(dataset, await tableNames(lease));
    const columns = (await storedColumns(connection, table)).filter(({ name }) => name !== 'write_id');
    const list = columns.map(({ name }) => `t.${identifier(name)}`).join(', ');
    await run(connection, {
      sql: `CREATE OR REPLACE VIEW ${identifier(dataset.name)} AS SELECT ${list} FROM ${identifier(table)} AS t SEMI JOIN published_writes AS p ON p.dataset = '${dataset.name}' AND p.write_id = t.write_id`,
    });
  });
}

async function tableNames({ connection }: Lease): Promise<string[]> {
  const rows = await rowsOf(connection, { sql: 'SELECT table_name FROM duckdb_tables()' });
  return rows.map((row) => String(row['table_name']));
}

/** Deletes the rows of writes, in one transaction, and gives their space back. */
export async function drop(lease: Lease, writes: readonly Write[]): Promise<void> {
  const { connection } = lease;
  const tables = new Set(await tableNames(lease));
  await transaction(lease, async () => {
    for (const { dataset, writeId } of writes) {
      if (!tables.has(dataset.table)) continue;
      const params = { table: dataset.table, id: writeId };
      await run(connection, {
        sql: 'UPDATE write_ids SET dropped = true WHERE table_name = $table AND write_id = CAST($id AS UUID)',
        params,
      });
      await run(connection, {
        sql: `DELETE FROM ${identifier(dataset.table)} WHERE write_id = CAST($id AS UUID)`,
        params: { id: writeId },
      });
    }
  });
  await checkpoint(connection);
}

/** Gives deleted rows' space back, unless somebody is writing: then a later drop does, or the closing of the database. */
async function checkpoint(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('CHECKPOINT');
  } catch (error) {
    if (!messageOf(error).includes('other write transactions active')) throw error;
  }
}
