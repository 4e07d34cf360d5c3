import { files } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { goodNights, previous } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dailyVisits, pages } from '../fixtures/contracts.ts';
import { published, run, writing } from './counting-world.ts';
import { countRows, newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-20', pages: ['a'] });
});
afterEach(() => world[Symbol.asyncDispose]());

const older = { ...pages, version: { major: 1, minor: 0 } };
const row = { page: 'a', visits: 1n };
const reading = writing(async () => {}, { name: 'reading', writes: {}, reads: { mine: pages } });

test('a read that is not published names the command to run first', async () => {
  const { record, error } = await world.run([reading]);
  expect(error).toMatchObject({
    code: 'read-missing',
    message:
      'reading reads pages_v1 of amer/2026-11-21, which is not published. counting writes it: run lookalikes-counting run --region amer --date 2026-11-21 first.',
  });
  expect(record).toMatchObject({ status: 'failed', failure: { stage: 'reading', code: 'read-missing' } });
});

test("another night's partition, or another region's, is not tonight's", async () => {
  await world.run([given([pages, [row]])], { runDate: '2026-11-20' });
  await world.run([given([pages, [row]])], { region: 'emeaApac' });
  expect((await world.run([reading])).error).toMatchObject({ code: 'read-missing' });
  await world.run([given([pages, [row]])]);
  expect((await world.run([reading])).record).toMatchObject({
    status: 'done',
    stages: [{ reads: [{ name: 'mine', dataset: 'pages', partitions: 1, last: '2026-11-21' }] }],
  });
});

test('what was written under an older minor is not read, and what to upgrade is told', async () => {
  await world.run([given([older, [row]])], { runDate: '2026-11-20' });
  const { error } = await run(world);
  expect(error).toMatchObject({
    code: 'contract-older',
    message:
      'counting 1.4.2 reads pages 1.1, but amer/2026-11-20 was written as 1.0 by given 0.0.0. Upgrade given and run it for that date, or run an older counting.',
  });
  expect((await published(world)).filter((key) => key.includes('2026-11-21'))).toEqual([]);
});

test('what was written under a newer minor is read', async () => {
  await world.run([given([pages, [row]])]);
  const { error } = await world.run([{ ...reading, reads: { mine: older } }]);
  expect(error).toBeUndefined();
});

test('of earlier nights the newest before tonight is read, be it older or newer than others published', async () => {
  const found: unknown[] = [];
  const last = writing(async (night) => void found.push(night.partition('last')), {
    name: 'looking',
    writes: {},
    reads: { last: previous(pages) },
  });
  for (const runDate of ['2026-11-19', '2026-11-23', '2026-11-17']) {
    await world.run([given([pages, [row]])], { runDate });
  }
  for (const runDate of ['2026-11-17', '2026-11-18', '2026-11-20', '2026-11-24']) await world.run([last], { runDate });
  expect(found).toEqual([
    undefined,
    { region: 'amer', date: '2026-11-17' },
    { region: 'amer', date: '2026-11-19' },
    { region: 'amer', date: '2026-11-23' },
  ]);
});

test('an input that config does not bind is named, with how to bind it', async () => {
  const { error } = await run(world, {}, { inputs: { mapping: files('mapping/*.jsonl') } });
  expect(error).toMatchObject({
    code: 'config',
    message:
      "inputs.events is missing from the config: say where it lies, as in events: files('inputs/events/*.parquet')",
  });
});

test('wrong options stop the stage before it reads', async () => {
  const { error } = await run(world, { windowDay: 3 }, { inputs: {} });
  expect(error).toMatchObject({
    code: 'config',
    message: "stages.counting.windowDay: no such key; did you mean 'windowDays'?",
  });
});

test('days beyond the range are not read', async () => {
  const given1 = given([dailyVisits, []]);
  const filled = {
    ...given1,
    run: async (night: Parameters<typeof given1.run>[0]) => {
      for (const date of ['2026-11-17', '2026-11-18', '2026-11-20']) {
        await night.load('daily_visits', [{ rows: 1, columns: { page: [`p${date}`], visits: BigInt64Array.of(1n) } }], {
          date,
        });
      }
    },
  };
  await world.run([filled]);
  await run(world);
  expect((await world.rows(pages)).map(({ page }) => page)).toEqual(['a', 'p2026-11-18']);
  expect(await countRows(world, 'daily_visits')).toBe(3);
});

test('of good nights those are read that ended well, of so many before tonight', async () => {
  const found: unknown[] = [];
  const looking: Stage = {
    ...writing(async () => {}, { name: 'looking', writes: {}, reads: { before: goodNights(pages, 7) } }),
    run: async (night) => void found.push(night.partition('before')?.date),
  };
  const failing = writing(() => Promise.reject(new RangeError('it broke')), { name: 'failing', writes: {} });
  const some = given([pages, [row]]);
  await world.run([some], { runDate: '2026-11-14' });
  await world.run([some, failing], { runDate: '2026-11-16' });
  await world.run([looking], { runDate: '2026-11-21' });
  await world.run([looking], { runDate: '2026-11-22' });
  // A night that failed at first and ended well when it was run again is a good one.
  await world.run([some], { runDate: '2026-11-16' });
  await world.run([looking], { runDate: '2026-11-22' });
  expect(found).toEqual(['2026-11-14', undefined, '2026-11-16']);
});
