import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from '@lookalikes/engine-duckdb';
import { files, pixels, segments } from '@lookalikes/schema';
import type { RunRecord } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trainingData } from './stage.ts';

const runDate = '2026-11-21';
const day = (age: number): string => addDays(runDate, -age);

const newWorld = () =>
  nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 1 }), store: fileStore({ root: 'objects' }) });

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

interface Event {
  at: string;
  id: string;
  tokens?: string[];
  pixel?: string;
  source?: string;
}

/** Writes events into the folder of their day, as one JSON object a line. */
function writeEvents(events: readonly Event[], file = 'part'): void {
  for (const [folder, rows] of Map.groupBy(events, ({ at, source = 'af' }) => `events/${source}/${at.slice(0, 10)}`)) {
    const lines = rows.map(({ at, id, tokens = [], pixel, source = 'af' }) =>
      JSON.stringify({ event_time: at, region: 'amer', source, user_id: id, pixel_id: pixel ?? null, tokens }),
    );
    write(`${folder}/${file}.jsonl`, lines);
  }
}

function writeMapping(rows: readonly { at?: string; source?: string; id: string; user: string }[]): void {
  const lines = rows.map(({ at = '2026-01-01T00:00:00', source = 'af', id, user }) =>
    JSON.stringify({ event_time: at, source, source_user_id: id, user_id: user }),
  );
  write('mapping/part.jsonl', lines);
}

function write(file: string, lines: readonly string[]): void {
  mkdirSync(dirname(join(world.root, file)), { recursive: true });
  writeFileSync(join(world.root, file), `${lines.join('\n')}\n`);
}

const segmentRow = (segment_id: string) =>
  ({ segment_id, name: segment_id, dsp: 'an', dsp_segment_id: '1', audience_size: null, ttl_days: null }) as const;

/** A segment `s` with the pixel `p`, and one without a pixel. */
const metadata = given(
  [pixels.v1, [{ segment_id: 's', pixel_id: 'p' }]],
  [segments.v1, [segmentRow('s'), segmentRow('no-pixel')]],
);

const run = (options: object = {}, date = runDate, stage = trainingData) =>
  world.run([metadata, stage], {
    runDate: date,
    inputs: { events: files('events/{source}/{date}/*.jsonl'), mapping: files('mapping/*.jsonl') },
    stages: {
      'training-data': { historyDays: 10, labelDays: 5, minSeeds: 1, minTokenUsers: 1, maxTokenShare: 1, ...options },
    },
  });

/** Rows of a published dataset, as text. */
async function published(sql: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(join(world.root, 'night.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(sql);
  const found = result.getRowsJson().map((row) => row.map(String).join(' '));
  connection.closeSync();
  instance.closeSync();
  return found;
}

const figure = (record: RunRecord, name: string, segment?: string) =>
  record.stages.at(-1)?.figures.find((candidate) => candidate.name === name && candidate.segment === segment)?.value;

/** Name, rows and checksum of what was written, but for what counts the duplicates. */
const sums = (record: RunRecord) =>
  record.stages
    .at(-1)!
    .writes.filter(({ name }) => name !== 'daily_events')
    .map(({ name, rows: n, checksum }) => [name, n, checksum]);

test('histories end where the label window begins; a fire in it makes a seed', async () => {
  writeEvents([
    { at: `${day(16)}T10:00:00`, id: 'c1', tokens: ['too-old'] },
    { at: `${day(15)}T00:00:00`, id: 'c1', tokens: ['a', 'b'] },
    { at: `${day(6)}T23:59:59`, id: 'c1', tokens: ['a'] },
    { at: `${day(5)}T00:00:00`, id: 'c1', tokens: ['label-day'], pixel: 'p' },
    { at: `${day(1)}T23:59:59`, id: 'c2', tokens: ['a'] },
    { at: `${day(6)}T12:00:00`, id: 'c3', tokens: ['a'], pixel: 'p' },
    { at: `${day(0)}T00:00:00`, id: 'c2', tokens: ['tonight'], pixel: 'p' },
  ]);
  writeMapping(['1', '2', '3'].map((n) => ({ id: `c${n}`, user: `u${n}` })));
  const { record, error } = await run();
  expect(error).toBeUndefined();
  expect(await published(`SELECT u.window, u.user_id, u.tokens FROM users u ORDER BY ALL`)).toEqual([
    'score u1 1',
    'score u2 1',
    'score u3 1',
    'train u1 2',
    'train u3 1',
  ]);
  expect(await published('SELECT token, users FROM tokens ORDER BY token_no')).toEqual(['a 2', 'b 1']);
  expect(await published('SELECT segment_id, user_id FROM seeds')).toEqual(['s u1']);
  expect(await published('SELECT user_id FROM first_fires ORDER BY 1')).toEqual(['u1', 'u3']);
  expect(
    await published('SELECT segment_id, seeds, usable_seeds, negatives, status, reason FROM training_sets ORDER BY 1'),
  ).toEqual(['no-pixel 0 0 2 skipped it has no pixel', 's 1 1 0 skipped no negatives']);
  expect(record.status).toBe('done');
});

test('decayed events halve with the half-life', async () => {
  writeEvents([
    { at: `${day(6)}T10:00:00`, id: 'c1', tokens: ['a'] },
    { at: `${day(8)}T10:00:00`, id: 'c1', tokens: ['a'] },
    { at: `${day(1)}T10:00:00`, id: 'c1', tokens: ['a'] },
  ]);
  writeMapping([{ id: 'c1', user: 'u1' }]);
  await run({ halfLifeDays: 2 });
  expect(
    await published(`SELECT h.events, h.decayed_events, h.last_day FROM user_tokens h WHERE h.window = 'train'`),
  ).toEqual([`2 1.5 ${day(6)}`]);
});

test('ids become users by their latest mapping; hubs, crowded users and unknown ids do not count', async () => {
  const at = `${day(8)}T10:00:00`;
  writeEvents(['moved', 'hub', 'x1', 'x2', 'x3', 'unknown'].map((id) => ({ at, id, tokens: [`of-${id}`] })));
  writeEvents([{ at, id: 'partner', source: 'st', tokens: ['of-partner'] }]);
  writeEvents([{ at: `${day(1)}T10:00:00`, id: 'moved', tokens: ['z'] }]);
  writeMapping([
    { id: 'moved', user: 'u-old', at: '2026-11-01T00:00:00' },
    { id: 'moved', user: 'u-new', at: '2026-11-02T00:00:00' },
    { id: 'moved', user: 'u-tomorrow', at: `${runDate}T00:00:00` },
    ...['a', 'b', 'c'].map((user) => ({ id: 'hub', user })),
    ...['x1', 'x2', 'x3'].map((id) => ({ id, user: 'u-crowded' })),
    { id: 'partner', source: 'st', user: 'u-new' },
  ]);
  const { record } = await run({ maxUsersPerId: 2, maxIdsPerUser: 2 });
  expect(await published(`SELECT u.user_id, u.tokens FROM users u WHERE u.window = 'train'`)).toEqual(['u-new 2']);
  expect([figure(record, 'kept_ids'), figure(record, 'hub_ids'), figure(record, 'crowded_ids')]).toEqual([2, 1, 3]);
});

test('duplicates are one event, and an id with too many events is a bot that day', async () => {
  const visit = { at: `${day(8)}T10:00:00`, id: 'c1', tokens: ['a', 'b'] };
  writeEvents([visit, visit]);
  writeEvents([{ ...visit, tokens: ['b', 'a', 'b'] }], 'again');
  writeEvents(
    [1, 2, 3].map((second) => ({ at: `${day(8)}T10:00:0${second}`, id: 'bot', tokens: ['a'], pixel: 'p' })),
    'bot',
  );
  writeEvents([{ at: `${day(1)}T10:00:00`, id: 'c1', tokens: ['a'] }]);
  writeMapping(['c1', 'bot'].map((id) => ({ id, user: `u-${id}` })));
  const { record } = await run({ maxEventsPerUserDay: 2 });
  expect(await published('SELECT source_user_id, token, events FROM daily_tokens ORDER BY event_date, token')).toEqual([
    'c1 a 1',
    'c1 b 1',
    'c1 a 1',
  ]);
  expect(await published('SELECT * FROM daily_fires')).toEqual([]);
  const counted = ['events', 'duplicate_events', 'bots', 'bot_events'].map((name) => figure(record, name));
  expect(counted).toEqual([7, 2, 1, 3]);
});

test('rare and ubiquitous tokens are left out and counted', async () => {
  const at = `${day(8)}T10:00:00`;
  writeEvents([
    { at, id: 'c1', tokens: ['everywhere', 'some', 'rare'] },
    { at, id: 'c2', tokens: ['everywhere', 'some'] },
    { at, id: 'c3', tokens: ['everywhere'] },
    { at: `${day(1)}T10:00:00`, id: 'c1', tokens: ['some'] },
  ]);
  writeMapping(['c1', 'c2', 'c3'].map((id) => ({ id, user: `u-${id}` })));
  const { record } = await run({ minTokenUsers: 2, maxTokenShare: 0.9 });
  expect(await published('SELECT token_no, token, users FROM tokens')).toEqual(['0 some 2']);
  expect(['tokens', 'rare', 'ubiquitous'].map((name) => figure(record, name))).toEqual([3, 1, 1]);
});

test('a late event makes its day be aggregated again, and no other', async () => {
  writeEvents([
    { at: `${day(8)}T10:00:00`, id: 'c1', tokens: ['a'] },
    { at: `${day(1)}T10:00:00`, id: 'c1', tokens: ['a'] },
  ]);
  writeMapping([{ id: 'c1', user: 'u1' }]);
  const first = await run();
  writeEvents([{ at: `${day(8)}T09:00:00`, id: 'c1', tokens: ['late'] }], 'late');
  writeEvents([{ at: `${day(0)}T09:00:00`, id: 'c1', tokens: ['a'] }]);
  const second = await run({}, addDays(runDate, 1));
  expect([figure(first.record, 'days_aggregated'), figure(second.record, 'days_aggregated')]).toEqual([2, 2]);
  expect(
    second.record.stages
      .at(-1)
      ?.writes.filter(({ name }) => name === 'daily_tokens')
      .map(({ date }) => date),
  ).toEqual([day(8), day(0)]);
  expect(await published(`SELECT token FROM tokens WHERE run_date = '${addDays(runDate, 1)}' ORDER BY 1`)).toEqual([
    'a',
    'late',
  ]);
});

test('the same input gives the same rows, in any order of events and any number of times', async () => {
  const events = Array.from({ length: 400 }, (_, index) => ({
    at: `${day(1 + (index % 14))}T10:00:${String(index % 60).padStart(2, '0')}`,
    id: `c${index % 37}`,
    tokens: [`t${index % 11}`, `t${index % 5}`],
    ...(index % 9 === 0 ? { pixel: 'p' } : {}),
  }));
  const mapping = Array.from({ length: 37 }, (_, index) => ({ id: `c${index}`, user: `u${index % 30}` }));
  writeMapping(mapping);
  writeEvents(events);
  const first = await run({ minSeeds: 1 });
  await world[Symbol.asyncDispose]();
  world = await newWorld();
  writeMapping(mapping);
  writeEvents([...events.toReversed(), ...events.slice(0, 50)]);
  const second = await run({ minSeeds: 1 });
  expect(sums(second.record)).toEqual(sums(first.record));
  expect(first.record.status).toBe('done');
});

test('days joined one by one give the rows of all at once', async () => {
  const tokens = (index: number) => [`t${index % 11}`, `t${index % 5}`];
  const at = (index: number) => `${day(1 + (index % 15))}T10:00:${String(index % 60).padStart(2, '0')}`;
  writeEvents(Array.from({ length: 200 }, (_, n) => ({ at: at(n), id: `c${n % 37}`, tokens: tokens(n) })));
  writeMapping(Array.from({ length: 37 }, (_, index) => ({ id: `c${index}`, user: `u${index % 30}` })));
  const { record: atOnce } = await run();
  const { record: oneByOne } = await run({}, runDate, oneDayAPart);
  expect(oneByOne.status).toBe('done');
  const histories = (record: RunRecord) => sums(record).filter(([name]) => name === 'user_tokens' || name === 'users');
  expect(histories(oneByOne)).toHaveLength(2);
  expect(histories(oneByOne)).toEqual(histories(atOnce));
});

/** training-data as it goes where every day has more events than are joined at once. */
const oneDayAPart: typeof trainingData = {
  ...trainingData,
  run: (night) =>
    trainingData.run(
      new Proxy(night, {
        get(of, name: keyof typeof night) {
          const value = of[name];
          if (name !== 'query') return typeof value === 'function' ? value.bind(of) : value;
          return async (...asked: Parameters<typeof night.query>) =>
            (await of.query(...asked)).map((row) =>
              'event_date' in row ? Object.assign(row, { events: 10_000_000n }) : row,
            );
        },
      }),
    ),
};

test('an empty day before the run date is refused, to be tried again, or accepted', async () => {
  writeEvents([{ at: `${day(8)}T10:00:00`, id: 'c1', tokens: ['a'] }]);
  writeMapping([{ id: 'c1', user: 'u1' }]);
  const refused = await run();
  expect(refused.record.failure).toMatchObject({ stage: 'training-data', code: 'not-ready' });
  expect(refused.record.failure?.message).toContain(day(1));
  const accepted = await run({ emptyLastDay: 'accept' });
  expect(accepted.record.status).toBe('done');
  expect(accepted.record.stages.at(-1)?.warnings.map(({ code }) => code)).toContain('missing-days');
});

test('a segment with too few usable seeds is skipped, and why', async () => {
  writeEvents([
    { at: `${day(8)}T10:00:00`, id: 'c1', tokens: ['a'] },
    { at: `${day(8)}T10:00:00`, id: 'c2', tokens: ['a'] },
    { at: `${day(1)}T10:00:00`, id: 'c1', pixel: 'p' },
    { at: `${day(1)}T10:00:00`, id: 'newcomer', pixel: 'p' },
  ]);
  writeMapping(['c1', 'c2', 'newcomer'].map((id) => ({ id, user: `u-${id}` })));
  const { record } = await run({ minSeeds: 2 });
  expect(await published(`SELECT reason FROM training_sets WHERE segment_id = 's'`)).toEqual([
    '1 usable seeds of 2, fewer than minSeeds 2',
  ]);
  expect(record.stages.at(-1)?.warnings).toContainEqual({
    code: 'segment-skipped',
    segment: 's',
    message: 'not trained: 1 usable seeds of 2, fewer than minSeeds 2',
  });
});

test('options that cannot be are told by key, value and what was expected', async () => {
  writeMapping([]);
  const { record } = await run({ labelDays: 0, halfLife: 3 });
  expect(record.failure?.code).toBe('config');
  expect(record.failure?.message).toContain('stages.training-data.labelDays: found 0');
  expect(record.failure?.message).toContain("stages.training-data.halfLife: no such key; did you mean 'halfLifeDays'?");
});
