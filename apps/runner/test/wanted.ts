import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Day } from '@lookalikes/schema';

/** Whom the DSP's ids belong to on a run date, straight from the files of a sample world. */
export interface Owners {
  /** The user of every id by its latest mapping, but of ids that more than three users share. */
  readonly userOf: ReadonlyMap<string, string>;
  /** Ids that were another user's before. */
  readonly moved: ReadonlySet<string>;
  /** Users who have opted out. */
  readonly gone: ReadonlySet<string>;
}

/** Reads who owns which id of the DSP, and who opted out, for each run date. Shares no code with the night. */
export async function ownersOf(world: string, dates: readonly Day[]): Promise<Map<Day, Owners>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const rows = async (sql: string, date: Day): Promise<Record<string, unknown>[]> =>
    (await connection.runAndReadAll(sql, { date })).getRowObjects();
  const found = new Map<Day, Owners>();
  try {
    for (const date of dates) {
      const ids = await rows(
        `SELECT source_user_id AS id, arg_max(user_id, (event_time, user_id)) AS user, count(DISTINCT user_id) AS users
         FROM read_parquet('${join(world, 'inputs/mapping/amer/*.parquet')}')
         WHERE source = 'an' AND event_time < CAST($date AS DATE) GROUP BY source_user_id HAVING users <= 3`,
        date,
      );
      const out = await rows(
        `SELECT user_id FROM read_parquet('${join(world, 'inputs/opt-outs/*.parquet')}') WHERE since < CAST($date AS DATE)`,
        date,
      );
      found.set(date, {
        userOf: new Map(ids.map(({ id, user }) => [String(id), String(user)])),
        moved: new Set(ids.filter(({ users }) => Number(users) > 1).map(({ id }) => String(id))),
        gone: new Set(out.map(({ user_id }) => String(user_id))),
      });
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return found;
}
