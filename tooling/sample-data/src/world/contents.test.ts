import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { number, query } from '../../test/support.ts';
import { makeSampleWorld } from './make.ts';
import type { SampleWorldReport, SourceCounts } from './report.ts';

let to = '';
let report: SampleWorldReport;
let events = '';
let mapping = '';

beforeAll(async () => {
  to = await mkdtemp(join(tmpdir(), 'sample-data-'));
  report = await makeSampleWorld({ to, users: 3000, days: 12, through: '2026-11-20', seed: 3 });
  events = `read_parquet('${to}/inputs/events/*/*/*.parquet', filename = true)`;
  mapping = `read_parquet('${to}/inputs/mapping/*/*.parquet', filename = true)`;
});

afterAll(async () => await rm(to, { recursive: true, force: true }));

const total = (figure: keyof SourceCounts) => report.added.reduce((sum, counts) => sum + Number(counts[figure]), 0);

test('the report counts what is in the files', async () => {
  expect(await number(`SELECT count(*) FROM ${events}`)).toBe(total('events'));
  expect(await number(`SELECT count(pixel_id) FROM ${events}`)).toBe(total('fires'));
  expect(await number(`SELECT count(*) FROM ${events} WHERE filename LIKE '%/late-%'`)).toBe(total('late'));
  expect(await number(`SELECT count(*) FROM ${mapping}`)).toBe(total('mappings'));
  const people = report.regions.map(({ users }) => users);
  expect(people[0]! + people[1]!).toBe(3000);
  expect(people[0]! / 3000).toBeCloseTo(0.6, 1);
});

test('every event is in the folder of its day and source', async () => {
  const away = `SELECT count(*) FROM ${events}
    WHERE filename NOT LIKE '%/' || source || '/' || strftime(event_time, '%Y-%m-%d') || '/%'`;
  expect(await number(away)).toBe(0);
  expect(await query(`SELECT typeof(COLUMNS(*)) FROM (SELECT * EXCLUDE filename FROM ${events} LIMIT 1)`)).toEqual([
    {
      event_time: 'TIMESTAMP',
      region: 'VARCHAR',
      source: 'VARCHAR',
      user_id: 'VARCHAR',
      pixel_id: 'VARCHAR',
      tokens: 'VARCHAR[]',
    },
  ]);
});

test('duplicates are as many as reported, within a file and across files', async () => {
  const columns = 'source, region, user_id, event_time, pixel_id, tokens';
  expect(
    await number(`SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT ${columns} FROM ${events})) FROM ${events}`),
  ).toBe(total('duplicates'));
  const within = await number(
    `SELECT count(*) - count(DISTINCT (${columns})) FROM ${events} WHERE filename LIKE '%/part-0.parquet'`,
  );
  expect(within).toBeGreaterThan(0);
  expect(within).toBeLessThan(total('duplicates'));
});

test('late events are about one in two hundred', () => {
  expect(total('late') / total('events')).toBeGreaterThan(0.002);
  expect(total('late') / total('events')).toBeLessThan(0.008);
});

test('two bots a region have thousands of events a day, and nobody else has', async () => {
  const busy = await query(
    `SELECT region, user_id FROM ${events} GROUP BY region, user_id, CAST(event_time AS DATE) HAVING count(*) > 1000`,
  );
  expect(new Set(busy.map((row) => row['user_id'])).size).toBe(4);
  expect(total('botEvents')).toBeGreaterThan(4 * 3 * 2500);
});

test('one id a region maps to many users, and one user to hundreds of ids', async () => {
  const shared = await query(
    `SELECT count(DISTINCT user_id) AS users FROM ${mapping} GROUP BY source, source_user_id HAVING count(DISTINCT user_id) > 3`,
  );
  expect(shared.map((row) => Number(row['users']) > 15)).toEqual([true, true]);
  const collectors = await query(
    `SELECT count(DISTINCT source_user_id) AS ids FROM ${mapping} GROUP BY user_id HAVING count(DISTINCT source_user_id) > 50`,
  );
  expect(collectors).toEqual([{ ids: '300' }, { ids: '300' }]);
});

test('about 15 in 100 third-party ids do not map, and every id of the first party does by the end', async () => {
  const unmapped = await number(
    `WITH seen AS (SELECT DISTINCT user_id FROM ${events} WHERE source = 'tt')
    SELECT avg(CAST(user_id NOT IN (SELECT source_user_id FROM ${mapping} WHERE source = 'tt') AS INT)) FROM seen`,
  );
  expect(unmapped).toBeGreaterThan(0.1);
  expect(unmapped).toBeLessThan(0.2);
});

test('some ids are handed on: their latest mapping is not their first', async () => {
  const remapped = await number(
    `SELECT count(*) FROM (
      SELECT arg_min(user_id, event_time) AS before, arg_max(user_id, event_time) AS after FROM ${mapping}
      WHERE source = 'af' GROUP BY source_user_id HAVING count(DISTINCT user_id) = 2
    ) WHERE before <> after`,
  );
  expect(remapped).toBeGreaterThan(3);
});

test('the DSP ids are unsigned 64-bit numbers, some beyond the signed ones', async () => {
  const ids = `SELECT CAST(source_user_id AS UBIGINT) AS id, source_user_id FROM ${mapping} WHERE source = 'an'`;
  expect(await number(`SELECT count(*) FROM (${ids}) WHERE CAST(id AS VARCHAR) <> source_user_id OR id = 0`)).toBe(0);
  expect(await number(`SELECT count(*) FROM (${ids}) WHERE id > 9223372036854775807`)).toBeGreaterThan(100);
});

test('opt-outs are users, some of them from after the run date on', async () => {
  const outs = `read_parquet('${to}/inputs/opt-outs/*.parquet')`;
  expect(await number(`SELECT count(*) FROM ${outs}`)).toBe(report.optOuts);
  expect(report.optOuts).toBeGreaterThan(4);
  expect(await number(`SELECT count(*) FROM ${outs} WHERE user_id NOT IN (SELECT user_id FROM ${mapping})`)).toBe(0);
});

test('those who fire are mostly those who are interested, and most of these have not fired yet', async () => {
  const truth = `'${to}/truth/interests.parquet'`;
  const [row] = await query(
    `WITH owner AS (SELECT source_user_id, arg_max(user_id, event_time) AS user_id FROM ${mapping} WHERE source = 'af' GROUP BY ALL),
    fired AS (
      SELECT DISTINCT '1001' AS segment_id, owner.user_id
      FROM ${events} AS e JOIN owner ON owner.source_user_id = e.user_id WHERE pixel_id = 'px-1001'
    ), interested AS (FROM ${truth} WHERE segment_id = '1001')
    SELECT
      (SELECT count(*) FROM fired SEMI JOIN interested USING (user_id)) / (SELECT count(*) FROM fired) AS precision,
      (SELECT count(*) FROM fired SEMI JOIN interested USING (user_id)) / (SELECT count(*) FROM interested) AS fired_share,
      (SELECT count(*) FROM interested) AS interested`,
  );
  expect(Number(row?.['precision'])).toBeGreaterThan(0.6);
  expect(Number(row?.['fired_share'])).toBeLessThan(0.5);
  expect(Number(row?.['interested'])).toBeGreaterThan(100);
});

test('as many people opt out, and as many ids of the DSP move to somebody else, as asked for', async () => {
  const other = await mkdtemp(join(tmpdir(), 'sample-data-'));
  try {
    const options = { users: 3000, days: 31, through: '2026-11-20', eventsPerUserDay: 0.05 };
    const made = await makeSampleWorld({ to: other, ...options, optOutShare: 0.1, movedIdShare: 0.2 });
    // Half at first, of the others half within thirty days; some people arrive only later.
    expect(made.optOuts / 3000).toBeGreaterThan(0.06);
    expect(made.optOuts / 3000).toBeLessThan(0.09);
    const mapped = `read_parquet('${other}/inputs/mapping/*/*.parquet')`;
    const owners = `SELECT source_user_id, count(DISTINCT user_id) AS users, arg_max(user_id, event_time) AS last,
        max_by(user_id, event_time) FILTER (WHERE event_time < TIMESTAMP '2026-10-22') AS first
      FROM ${mapped} WHERE source = 'an' GROUP BY source_user_id`;
    const [row] = await query(
      `SELECT count(*) AS ids, count(*) FILTER (WHERE users > 1) AS moved, max(users) AS most,
        count(*) FILTER (WHERE users > 1 AND last = first) AS back FROM (${owners})`,
    );
    expect(Number(row?.['moved']) / Number(row?.['ids'])).toBeGreaterThan(0.07);
    expect(Number(row?.['moved']) / Number(row?.['ids'])).toBeLessThan(0.12);
    expect([row?.['most'], row?.['back']]).toEqual(['2', '0']);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test("the leaking segment's pixel is a token of people before they fire", async () => {
  const leaked = await number(
    `SELECT count(DISTINCT user_id) FROM ${events} WHERE list_contains(tokens, 'px-1007') AND pixel_id IS NULL`,
  );
  expect(leaked).toBeGreaterThan(20);
  expect(await number(`SELECT count(*) FROM ${events} WHERE list_contains(tokens, 'px-1001')`)).toBe(0);
});

test('a handful of people fire the small segment', async () => {
  const few = await number(`SELECT count(DISTINCT user_id) FROM ${events} WHERE pixel_id IN ('px-1008', 'px-2008')`);
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThanOrEqual(30);
});

test('fewer than a fifth of the metadata rows are broken', async () => {
  const lines = async (name: string) =>
    (await readFile(join(to, `objects/lookalikes/latest/production_lookalike_${name}.tsv`), 'utf8'))
      .split('\n')
      .slice(1, -1);
  const segments = await lines('segments');
  expect(segments).toHaveLength(22);
  expect(segments.filter((line) => line.split('\t').length < 8)).toHaveLength(1);
  expect(segments.filter((line) => line.startsWith('1009\t'))).toHaveLength(2);
  expect(await lines('pixels')).toHaveLength(22);
});
