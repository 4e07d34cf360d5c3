import { duckdb } from '@lookalikes/engine-duckdb';
import type { RowOf } from '@lookalikes/schema';
import { audiences, evaluations, guardRails as contract, modelWeights, segments, topTokens } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { addDays, holdSegment, releaseSegment } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardRails } from './stage.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
});
afterEach(() => world[Symbol.asyncDispose]());

/** What a segment is tonight. */
interface Tonight {
  readonly users?: number;
  readonly auc?: number | null;
  /** Of the validation share. */
  readonly hits?: number;
  /** The best score; the others fall by 0.001 each. */
  readonly score?: number;
  /** The first of its twenty strongest tokens; the others follow by number. */
  readonly token?: number;
}

const segment = (segment_id: string): RowOf<typeof segments.v1> => ({
  segment_id,
  name: segment_id,
  dsp: 'an',
  dsp_segment_id: `77${segment_id}`,
  audience_size: null,
  ttl_days: null,
});

const evaluation = (segment_id: string, auc: number | null, hits: number): RowOf<typeof evaluations.v1> => ({
  segment_id,
  evaluated_on: 'validation',
  model_run_date: '2026-11-21',
  users: 100_000,
  hits,
  auc,
  auc_equal_activity: null,
  log_loss: null,
  lift_at_1: null,
  lift_at_5: null,
  lift_at_10: null,
  recall_at_1: null,
  recall_at_5: null,
  recall_at_10: null,
  reason: null,
});

const broken: Stage = {
  ...given(),
  name: 'broken',
  run: () => Promise.reject(new RangeError('it broke')),
};

/** Runs the guard rails of a night, and gives what they say of it: `segment rail verdict`. */
async function night(
  runDate: string,
  of: Readonly<Record<string, Tonight>>,
  { fails = false, options = {} }: { readonly fails?: boolean; readonly options?: object } = {},
) {
  const each = Object.entries(of).map(([id, { users = 2000, auc = 0.8, hits = 5_000, score = 0, token = 0 }]) => ({
    id,
    auc,
    hits,
    audience: Array.from({ length: users }, (_, at) => ({
      segment_id: id,
      user_key: BigInt(at),
      user_id: `u${at}`,
      score: score - at / 1000,
      rank: at + 1,
    })),
    weights: Array.from({ length: 25 }, (_, at) => ({ segment_id: id, token: `t${token + at}`, weight: 30 - at })),
  }));
  const earlier = given(
    [segments.v1, each.map(({ id }) => segment(id))],
    [audiences.v1, each.flatMap(({ audience }) => audience)],
    [evaluations.v1, each.map(({ id, auc, hits }) => evaluation(id, auc, hits))],
    [modelWeights.v1, each.flatMap(({ weights }) => weights)],
  );
  const stages = [earlier, guardRails, ...(fails ? [broken] : [])];
  const { error, record } = await world.run(stages, { runDate, stages: { 'guard-rails': options } });
  expect(error !== undefined).toBe(fails);
  const said = record.stages.find(({ stage }) => stage === 'guard-rails')!;
  const rows = await world.rows(contract.v1, { runDate });
  return { said, rows, verdicts: rows.filter(({ verdict }) => verdict !== 'pass').map(textOf) };
}

const textOf = ({ segment_id, rail, verdict }: RowOf<typeof contract.v1>) => `${segment_id} ${rail} ${verdict}`;
const tonight = '2026-11-21';

test('the first night has nothing to be held against, and says what it measured', async () => {
  const { rows, verdicts, said } = await night(tonight, { a: {} });
  expect(verdicts).toEqual([]);
  expect(said.held).toBeUndefined();
  expect(rows.map(({ rail, value, baseline, nights }) => [rail, value, baseline, nights])).toEqual([
    ['auc', 0.8, null, 0],
    ['reach', 2000, null, 0],
    ['score', -0.999, null, 0],
  ]);
  expect(await world.rows(topTokens.v1)).toHaveLength(20);
});

test.each([
  ['reach', { users: 1799 }, 'hold'],
  ['reach', { users: 2201 }, 'hold'],
  ['reach', { users: 1850 }, 'warn'],
  ['reach', { users: 1950 }, undefined],
  ['auc', { auc: 0.74 }, 'hold'],
  ['auc', { auc: 0.77 }, 'warn'],
  ['auc', { auc: 0.95 }, undefined],
  ['auc', { auc: null }, undefined],
  ['score', { score: 20 }, 'hold'],
  ['score', { score: -9 }, 'warn'],
  ['score', { score: 5 }, undefined],
  ['tokens', { token: 11 }, 'hold'],
  ['tokens', { token: 8 }, 'warn'],
  ['tokens', { token: 5 }, undefined],
] as const)('%s: %j is %s', async (rail, changed, verdict) => {
  await night('2026-11-19', { a: {}, b: {} });
  await night('2026-11-20', { a: {}, b: {} });
  const { verdicts, said } = await night(tonight, { a: changed, b: {} });
  expect(verdicts).toEqual(verdict ? [`a ${rail} ${verdict}`] : []);
  expect(said.held?.map((held) => held.segment)).toEqual(verdict === 'hold' ? ['a'] : undefined);
  expect(said.warnings.map(({ code, segment: of }) => [code, of])).toEqual(
    verdict ? [[verdict === 'hold' ? 'held' : rail, 'a']] : [],
  );
  expect(said.figures).toContainEqual({ name: 'segments_held', value: verdict === 'hold' ? 1 : 0 });
});

test('what is held says what was found, what was expected and what to do', async () => {
  await night('2026-11-20', { a: {} });
  const { said } = await night(tonight, { a: { users: 1000 } });
  expect(said.held).toEqual([
    {
      segment: 'a',
      reason:
        'The reach is 1000; the night before has 2000, and what is delivered has 1800 to 2200. It is held: what was delivered last stays. If tonight is right, lookalikes release lets it through.',
    },
  ]);
});

test('what chance explains holds nobody: a small audience may vary more', async () => {
  await night('2026-11-20', { a: { users: 100 } });
  expect((await night(tonight, { a: { users: 71 } })).verdicts).toEqual([]);
  await night('2026-11-22', { b: { users: 100 } });
  expect((await night('2026-11-23', { b: { users: 69 } })).verdicts).toEqual(['b reach hold']);
});

test('a handful of hits says nothing of an AUC, and a few users nothing of scores', async () => {
  await night('2026-11-20', { a: { users: 99, hits: 9 }, b: { users: 100, hits: 10 } });
  const { rows, verdicts } = await night(tonight, {
    a: { users: 99, hits: 9, auc: 0.1, score: 9 },
    b: { users: 100, hits: 10, auc: 0.1, score: 9 },
  });
  expect(rows.map(({ segment_id, rail }) => `${segment_id} ${rail}`)).toEqual([
    'a reach',
    'a tokens',
    'b auc',
    'b reach',
    'b score',
    'b tokens',
  ]);
  expect(verdicts).toEqual(['b auc hold', 'b score hold']);
});

test('the baseline is the median of the last four nights of the same weekday', async () => {
  for (const [weeks, users] of [1000, 2000, 2100, 2200, 2300].toReversed().entries()) {
    await night(addDays(tonight, -7 * (4 - weeks)), { a: { users } }, { options: { reachHold: 9, reachWarn: 9 } });
    await night(
      addDays(tonight, -7 * (4 - weeks) + 1),
      { a: { users: 9000 } },
      { options: { reachHold: 9, reachWarn: 9 } },
    );
  }
  const { rows } = await night(addDays(tonight, 7), { a: { users: 1500 } });
  expect(rows.find(({ rail }) => rail === 'reach')).toMatchObject({ baseline: 2050, nights: 4, value: 1500 });
});

test('a night that failed, or was held, is no baseline', async () => {
  await night('2026-11-18', { a: {} });
  await night('2026-11-19', { a: { users: 2150 } }, { fails: true });
  expect((await night('2026-11-20', { a: { users: 1000 } })).verdicts).toEqual(['a reach hold']);
  const { rows, verdicts } = await night(tonight, { a: { users: 1000 } });
  expect(verdicts).toEqual(['a reach hold']);
  expect(rows.find(({ rail }) => rail === 'reach')).toMatchObject({ baseline: 2000, nights: 1 });
});

test('a person lets an audience through, and later nights are held against it', async () => {
  await night('2026-11-13', { a: {} });
  await night('2026-11-14', { a: {} });
  await releaseSegment(world.store, { region: 'amer', segment: 'a', night: '2026-11-20' });
  const { verdicts, said } = await night('2026-11-20', { a: { users: 1000 } });
  expect([verdicts, said.held]).toEqual([['a reach released'], undefined]);
  expect(said.warnings[0]?.message).toMatch(/^The reach is 1000; .* A person has released it: it is delivered\.$/);
  expect((await night(tonight, { a: { users: 1010 } })).verdicts).toEqual([]);
  expect((await night('2026-11-22', { a: { users: 2000 } })).verdicts).toEqual(['a reach hold']);
});

test('a person holds a segment until it is released; that is no verdict on the night', async () => {
  await holdSegment(
    world.store,
    { region: 'amer', segment: 'a' },
    { since: '2026-11-19', reason: 'the campaign ended' },
  );
  await holdSegment(world.store, { region: 'amer', segment: 'gone' }, { since: '2026-11-19' });
  const { verdicts, said } = await night('2026-11-20', { a: {}, b: {} });
  expect([verdicts, said.held]).toEqual([['a hand hold'], undefined]);
  expect(said.warnings).toEqual([
    {
      code: 'held-by-hand',
      segment: 'a',
      message:
        'A person holds the segment (the campaign ended): what was delivered last stays. lookalikes release ends that.',
    },
  ]);
  expect(await releaseSegment(world.store, { region: 'amer', segment: 'a' })).toBe('hand');
  const { rows } = await night(tonight, { a: {}, b: {} });
  expect(rows.map(textOf)).not.toContain('a hand hold');
  expect(rows.find(({ segment_id, rail }) => segment_id === 'a' && rail === 'reach')).toMatchObject({ baseline: 2000 });
});

test('a segment without an audience is not judged', async () => {
  await night('2026-11-20', { a: {} });
  expect((await night(tonight, { a: { users: 0 } })).rows).toEqual([]);
});
