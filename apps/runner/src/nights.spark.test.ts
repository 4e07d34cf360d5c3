import { makeSampleWorld } from '@lookalikes/sample-data';
import { audiences } from '@lookalikes/schema';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BothTold } from '../test/on-both-engines.ts';
import { about, apart, onBothEngines } from '../test/on-both-engines.ts';
import { smallWorld } from '../test/world.ts';

describe('two nights of the sample world, on Spark and on DuckDB', () => {
  let told: BothTold;
  beforeAll(async () => {
    const world = await smallWorld();
    told = await onBothEngines({
      world,
      region: 'amer',
      nights: ['2026-11-21', '2026-11-22'],
      stages: "{ 'training-data': { historyDays: 6, labelDays: 4, minSeeds: 8 } }",
      tolerance: { relative: 1e-9, except: {} },
      between: () => makeSampleWorld({ to: world, users: 3_000, days: 11, through: '2026-11-21' }),
    });
  }, 1_800_000);

  it('are the same table by table', () => {
    expect(told.differences.length).toBeGreaterThan(20);
    expect(apart(told.differences)).toEqual([]);
  });

  it('changed for the same reasons', async () => {
    const [left, right] = (await told.ask('diff', 'amer/2026-11-22')) as [{ segments: unknown[] }[], unknown];
    expect(left[0]?.segments.length).toBeGreaterThan(3);
    expect(right).toEqual(about(left));
  });

  it('are explained alike, a segment and a user', async () => {
    const rows = await told.rows([audiences.v1]);
    const [chosen] = rows['audiences'] ?? [];
    const segment = String(chosen?.['segment_id']);
    const [ofSegment, onSpark] = await told.ask('explain', segment, '--night', 'amer/2026-11-22');
    expect(ofSegment).toMatchObject({ segmentId: segment, model: { night: '2026-11-22' } });
    expect(onSpark).toEqual(about(ofSegment));
    const [ofUser, there] = await told.ask('explain', segment, '--user', String(chosen?.['user_id']));
    expect(ofUser).toMatchObject({ standing: 'chosen' });
    expect(there).toEqual(about(ofUser));
  });
});
