import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { audiences, segments } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { batchOfRows } from '@lookalikes/stage-kit';
import { z } from 'zod';

const writes = { segments: segments.v1, audiences: audiences.v1 };

/** Where the mapping lies, in the night's folder. */
export const mappingFile = 'inputs/mapping.parquet';

/** A stage that writes one segment with so many users, by SQL. */
export function givenAudience(users: number): Stage {
  return {
    name: 'given-audience',
    version: '0.0.0',
    doc: 'Writes one audience of many users.',
    reads: {},
    writes,
    queries: {},
    scratch: [],
    options: z.strictObject({}),
    sql: new URL('sql/', import.meta.url),
    run: async (night) => {
      const segment = {
        segment_id: '1001',
        name: 'everybody',
        dsp: 'an',
        dsp_segment_id: '771001',
        audience_size: 1,
        ttl_days: 30,
      };
      await night.load('segments', [batchOfRows(segments.v1, [segment])]);
      await night.materialize('audiences', { users });
    },
  };
}

/** Writes a mapping of one id of the DSP for each user of {@link givenAudience}: 64-bit numbers in no order. */
export async function writeMapping(root: string, users: number): Promise<void> {
  const file = join(root, mappingFile);
  mkdirSync(dirname(file), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (
        SELECT TIMESTAMP '2026-11-01 00:00:00' AS event_time, 'an' AS source, CAST(hash(n + 1) AS VARCHAR) AS source_user_id,
          'p' || substr(md5(CAST(n AS VARCHAR)), 1, 16) AS user_id
        FROM range(${users}) AS numbers (n)
      ) TO '${file}' (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
