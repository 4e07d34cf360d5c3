import { makeSampleWorld } from '@lookalikes/sample-data';
import { expect, it } from 'vitest';
import { apart, onBothEngines } from '../test/on-both-engines.ts';
import { smallWorld } from '../test/world.ts';

it('gives on Spark what it gives on DuckDB: two nights of the sample world, table by table', async () => {
  const world = await smallWorld();
  const differences = await onBothEngines({
    world,
    region: 'amer',
    nights: ['2026-11-21', '2026-11-22'],
    stages: "{ 'training-data': { historyDays: 6, labelDays: 4, minSeeds: 8 } }",
    tolerance: { relative: 1e-9, except: {} },
    between: () => makeSampleWorld({ to: world, users: 3_000, days: 11, through: '2026-11-21' }),
  });
  expect(differences.length).toBeGreaterThan(20);
  expect(apart(differences)).toEqual([]);
}, 1_800_000);
