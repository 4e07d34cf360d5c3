import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { files, pixels, segments } from '@lookalikes/schema';
import { addDays } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trainingData } from './stage.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
});
afterEach(() => world[Symbol.asyncDispose]());

const lastDay = '2026-11-20';

/** Events of a source on a day so many days before the last. */
function events(age: number, counts: Readonly<Record<string, number>>): void {
  const date = addDays(lastDay, -age);
  for (const [source, count] of Object.entries(counts)) {
    mkdirSync(join(world.root, 'events', source, date), { recursive: true });
    const lines = Array.from({ length: count }, (_, at) =>
      JSON.stringify({
        event_time: `${date}T10:00:00`,
        region: 'amer',
        source,
        user_id: `c${at}`,
        pixel_id: null,
        tokens: ['t'],
      }),
    );
    writeFileSync(join(world.root, 'events', source, date, 'part.jsonl'), `${lines.join('\n')}\n`);
  }
}

/** Runs the night, and gives what it says of its freshness. */
async function night(options: object = {}) {
  mkdirSync(join(world.root, 'mapping'), { recursive: true });
  const mapping = { event_time: '2026-01-01T00:00:00', source: 'af', source_user_id: 'c1', user_id: 'u1' };
  writeFileSync(join(world.root, 'mapping/part.jsonl'), `${JSON.stringify(mapping)}\n`);
  const { record } = await world.run([given([pixels.v1, []], [segments.v1, []]), trainingData], {
    inputs: { events: files('events/{source}/{date}/*.jsonl'), mapping: files('mapping/*.jsonl') },
    stages: { 'training-data': { historyDays: 28, labelDays: 7, minTokenUsers: 1, ...options } },
  });
  const stage = record.stages.at(-1)!;
  const warnings = stage.warnings.filter(({ code }) => code !== 'missing-days');
  const held = stage.audits.find(({ name }) => name === 'shrunken_volume');
  return { status: record.status, warnings, codes: warnings.map(({ code }) => code), badRows: held?.badRows };
}

/** Four weeks of 100 events of `af` and 60 of `st` on the last day's weekday, and far more on the day before it. */
function usualWeeks(): void {
  for (const week of [1, 2, 3, 4]) {
    events(7 * week, { af: 100, st: 60 });
    events(7 * week + 1, { af: 500 });
  }
}

test('as many events as on the same weekdays are told of by nobody', async () => {
  usualWeeks();
  events(0, { af: 90, st: 50 });
  expect(await night()).toMatchObject({ status: 'done', codes: [], badRows: 0 });
});

test('a partner that falls silent is told, and the night goes on', async () => {
  usualWeeks();
  events(0, { af: 100 });
  const { status, warnings } = await night();
  expect(status).toBe('done');
  expect(warnings).toMatchObject([
    { code: 'shrunken-volume' },
    {
      code: 'silent-source',
      message: expect.stringMatching(
        /^The source 'st' has 0 events on 2026-11-20; the median of the 4 same weekdays before is 60\. /,
      ),
    },
  ]);
});

test('a source that brings far less is told', async () => {
  usualWeeks();
  events(0, { af: 100, st: 20 });
  expect(await night()).toMatchObject({ status: 'done', codes: ['shrunken-source'] });
});

test('far too few events hold the night back, unless that is not asked for', async () => {
  usualWeeks();
  events(0, { af: 30, st: 9 });
  expect(await night()).toMatchObject({ status: 'held', badRows: 1 });
  expect(await night({ volumeHold: 0, volumeWarn: 0 })).toMatchObject({ status: 'done', codes: [], badRows: 0 });
});

test('days that failed to arrive are no baseline, and days older than four weekdays are not', async () => {
  events(35, { af: 10_000 });
  for (const week of [1, 3]) events(7 * week, { af: 100 });
  events(0, { af: 40 });
  const { status, warnings } = await night({ historyDays: 35 });
  expect(status).toBe('done');
  expect(warnings.map(({ message }) => message.slice(0, 110))).toEqual([
    expect.stringContaining('the median of the 3 same weekdays before is 100'),
    expect.stringContaining('the median of the 3 same weekdays before is 100'),
  ]);
});

test('a first week has no baseline, and few events may vary by chance', async () => {
  for (const age of [1, 2, 3, 4, 5, 6]) events(age, { af: 1000 });
  events(0, { af: 5 });
  expect(await night()).toMatchObject({ status: 'done', codes: [], badRows: 0 });
  events(7, { af: 12 });
  expect(await night()).toMatchObject({ status: 'done', codes: [], badRows: 0 });
  events(7, { af: 13 });
  expect(await night({ volumeHold: 0.5 })).toMatchObject({ status: 'done', codes: [] });
  events(7, { af: 20 });
  expect(await night({ volumeHold: 0.5 })).toMatchObject({ status: 'held', badRows: 1 });
});
