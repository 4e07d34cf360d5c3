import type { EngineCheck } from '@lookalikes/stage-kit';
import type { Lease } from './connections.ts';
import { failure } from './failure.ts';
import { rowsOf, run } from './run.ts';

/** Makes a table in the database, writes and reads a row, and drops it: a full disk and a read-only file are found so. */
export async function check({ connection }: Lease): Promise<EngineCheck[]> {
  const table = '"lookalikes_check"';
  const what = 'database';
  try {
    await run(connection, { sql: `CREATE OR REPLACE TABLE ${table} AS SELECT 1 AS number` });
    await rowsOf(connection, { sql: `SELECT number FROM ${table}` });
    await run(connection, { sql: `DROP TABLE ${table}` });
    await run(connection, { sql: 'CHECKPOINT' });
    return [{ what, ok: true, detail: 'a table can be made, written, read and dropped' }];
  } catch (error) {
    return [{ what, ok: false, detail: failure(error, 'a table of its own').message }];
  }
}
