import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const regions = ['amer', 'emeaApac'];

/** For each audience of a night: how many of its users are truly interested, against how many of all scored users are. */
const question = `
  WITH truth AS (SELECT segment_id, user_id FROM read_parquet($truth)),
    scored AS (SELECT user_id FROM users WHERE run_date = CAST($night AS DATE) AND "window" = 'score'),
    base AS (
      SELECT segment_id, count(*) / (SELECT count(*) FROM scored) AS rate
      FROM truth SEMI JOIN scored USING (user_id) GROUP BY segment_id
    ),
    chosen AS (
      SELECT a.segment_id, count(*) AS reach, count(t.user_id) AS interested
      FROM audiences a LEFT JOIN truth t ON t.segment_id = a.segment_id AND t.user_id = a.user_id
      WHERE a.run_date = CAST($night AS DATE) GROUP BY a.segment_id
    )
  SELECT segment_id, name, CAST(reach AS INTEGER) AS reach, CAST(interested AS INTEGER) AS interested, rate
  FROM chosen JOIN base USING (segment_id) JOIN segments USING (segment_id)
  WHERE segments.run_date = CAST($night AS DATE) ORDER BY segment_id`;

interface Answer {
  readonly segment_id: string;
  readonly name: string;
  readonly reach: number;
  readonly interested: number;
  readonly rate: number;
}

/**
 * A table of each audience's true lift: the share of it that is truly interested over the base rate of all scored users.
 *
 * @param world - the folder of the sample world
 * @param night - the run date
 */
export async function truthLines(world: string, night: string): Promise<string[]> {
  const rows: string[] = [line('segment', 'name', ['reach', 'interested', 'of all scored', 'true lift'])];
  for (const region of regions) {
    for (const { segment_id, name, reach, interested, rate } of await ask(world, region, night)) {
      const share = interested / reach;
      rows.push(line(segment_id, name, [String(reach), percent(share), percent(rate), (share / rate).toFixed(1)]));
    }
  }
  return rows;
}

async function ask(world: string, region: string, night: string): Promise<Answer[]> {
  const instance = await DuckDBInstance.create(join(world, '.lookalikes', `${region}.duckdb`), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  try {
    const truth = join(world, 'truth/interests.parquet');
    const answer = await connection.runAndReadAll(question, { truth, night });
    return answer.getRowObjectsJS() as unknown as Answer[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const line = (segment: string, name: string, numbers: readonly string[]): string =>
  `${segment.padEnd(8)} ${name.padEnd(28)} ${numbers.map((text) => text.padStart(13)).join('  ')}`;
