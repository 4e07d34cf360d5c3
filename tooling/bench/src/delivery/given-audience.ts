import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { audiences, guardRails, segments } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { batchOfRows } from '@lookalikes/stage-kit';
import { z } from 'zod';

const writes = { segments: segments.v1, audiences: audiences.v1, guard_rails: guardRails.v1 };

/** Where the mapping lies, in the night's folder. */
export const mappingFile = 'inputs/mapping.parquet';

/** How many users there are for so many lines: each of the twenty segments of `sql/audiences.sql` has half of them. */
const usersOf = (lines: number): number => lines / 10;

/** A stage that writes twenty segments with so many lines in all, by SQL. */
export function givenAudiences(lines: number): Stage {
  return {
    name: 'given-audiences',
    version: '0.0.0',
    doc: 'Writes audiences of many users.',
    reads: {},
    writes,
    queries: {},
    scratch: [],
    options: z.strictObject({}),
    sql: new URL('sql/', import.meta.url),
    run: async (night) => {
      const rows = Array.from({ length: 20 }, (_, at) => ({
        segment_id: String(1001 + at),
        name: `number ${at}`,
        dsp: 'an',
        dsp_segment_id: String(771_001 + at),
        audience_size: 0.5,
        ttl_days: 30,
      }));
      await night.load('segments', [batchOfRows(segments.v1, rows)]);
      await night.load('guard_rails', [batchOfRows(guardRails.v1, [])]);
      await night.materialize('audiences', { users: usersOf(lines) });
    },
  };
}

/** Writes a mapping of one id of the DSP for each user of {@link givenAudiences}: 64-bit numbers in no order. */
export async function writeMapping(root: string, lines: number): Promise<void> {
  const file = join(root, mappingFile);
  mkdirSync(dirname(file), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (
        SELECT TIMESTAMP '2026-11-01 00:00:00' AS event_time, 'an' AS source, CAST(hash(n + 1) AS VARCHAR) AS source_user_id,
          'p' || substr(md5(CAST(n AS VARCHAR)), 1, 16) AS user_id
        FROM range(${usersOf(lines)}) AS numbers (n)
      ) TO '${file}' (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
