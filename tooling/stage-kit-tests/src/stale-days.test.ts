import type { Day } from '@lookalikes/schema';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dailyVisits } from '../fixtures/contracts.ts';
import { pageRows, run, writing } from './counting-world.ts';
import { newWorld, visit } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
  visit(world.root, { day: '2026-11-18', pages: ['a'] });
  visit(world.root, { day: '2026-11-20', pages: ['a'] });
});
afterEach(() => world[Symbol.asyncDispose]());

/** The stale and the missing days of three; the stale ones are written then. */
async function staleDays(salt?: string): Promise<{ stale: Day[]; missing: readonly Day[] }> {
  const found: { stale: Day[]; missing: readonly Day[] }[] = [];
  const filling = writing(
    async (night) => {
      const range = { from: '2026-11-18', to: '2026-11-21' };
      const { stale, missing } = await night.staleDays('daily', {
        input: 'events',
        range,
        ...(salt === undefined ? {} : { salt }),
      });
      for (const { day, basis } of stale) await night.load('daily', pageRows('a'), { date: day, basis });
      found.push({ stale: stale.map(({ day }) => day), missing });
    },
    { writes: { daily: dailyVisits } },
  );
  const { error } = await run(world, {}, { stage: filling });
  expect(error).toBeUndefined();
  return found[0] as { stale: Day[]; missing: readonly Day[] };
}

test('new days are stale, and days without input are missing', async () => {
  expect(await staleDays()).toEqual({ stale: ['2026-11-18', '2026-11-20'], missing: ['2026-11-19'] });
});

test('days that were written and have not changed are neither', async () => {
  await staleDays();
  expect(await staleDays()).toEqual({ stale: [], missing: ['2026-11-19'] });
});

test('a day whose input changed or came late is stale, and no other', async () => {
  await staleDays();
  visit(world.root, { day: '2026-11-18', pages: ['late'] });
  visit(world.root, { day: '2026-11-19', pages: ['late'] });
  expect(await staleDays()).toEqual({ stale: ['2026-11-18', '2026-11-19'], missing: [] });
});

test('another salt makes every day stale, and the first one too once it comes back', async () => {
  await staleDays();
  expect((await staleDays('least 2')).stale).toHaveLength(2);
  expect((await staleDays('least 2')).stale).toHaveLength(0);
  expect((await staleDays('')).stale).toHaveLength(2);
});

test('days outside the range, and from the run date on, do not count', async () => {
  visit(world.root, { day: '2026-11-17', pages: ['a'] });
  visit(world.root, { day: '2026-11-21', pages: ['a'] });
  expect((await staleDays()).stale).toEqual(['2026-11-18', '2026-11-20']);
});
