import { duckdb } from '@lookalikes/engine-duckdb';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { hardNight } from '../test/both-engines.ts';

test('what the two engines are compared by meets every rule', async () => {
  await using world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
  const { figures, tables } = await hardNight(world);
  const counted = figures.filter(({ segment }) => segment === undefined || segment === 's');
  expect(Object.fromEntries(counted.map(({ name, value }) => [name, value]))).toEqual({
    days_aggregated: 4,
    days_missing: 11,
    events: 265,
    duplicate_events: 2,
    bots: 1,
    bot_events: 5,
    last_day_events: 61,
    usual_events: 67.5,
    tokens: 21,
    rare: 1,
    ubiquitous: 1,
    train_users: 62,
    score_users: 62,
    crowded_ids: 3,
    crowded_users: 1,
    hub_ids: 2,
    hub_users: 2,
    kept_ids: 63,
    kept_users: 63,
    seeds: 11,
    usable_seeds: 11,
    negatives: 41,
    sampling_rate: 1,
  });
  expect(Object.values(tables).filter((rows) => rows.length === 0)).toEqual([]);
});
