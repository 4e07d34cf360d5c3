import { createHash } from 'node:crypto';
import { duckdb } from '@lookalikes/engine-duckdb';
import { audiences } from '@lookalikes/schema';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hardWorld } from '../test/hard-world.ts';
import type { Person, World } from '../test/small-world.ts';
import { leftBehind, marginOf, model, vocabulary } from '../test/small-world.ts';
import type { ScoringOptions } from './options.ts';
import { scoring } from './stage.ts';

let threads = 1;
let world: NightWorld;
beforeEach(async () => {
  threads = 1;
  world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads }),
    store: fileStore({ root: 'objects' }),
  });
});
afterEach(() => world[Symbol.asyncDispose]());

let computeAt: ScoringOptions['computeAt'] = 'auto';
const run = async (of: World, options: object = {}) =>
  world.run([await leftBehind(world.store, of), scoring], { stages: { scoring: { computeAt, ...options } } });
const audience = async (segment: string) =>
  (await world.rows(audiences.v1))
    .filter(({ segment_id }) => segment_id === segment)
    .toSorted((a, b) => a.rank - b.rank);
const keysOf = async (segment: string) => (await audience(segment)).map(({ user_key }) => user_key);

/** Many users with few kinds of history, so that most scores are tied; keys that differ in either half. */
const many: Person[] = Array.from({ length: 3000 }, (_, n) => {
  const hash = createHash('md5').update(String(n)).digest();
  const tokens = vocabulary.slice(0, 4).filter((_token, at) => hash[at]! % 3 === 0);
  return { key: hash.readBigUInt64LE(8) >> 4n, tokens };
}).filter(({ tokens }) => tokens.length > 0);

/** What the audience must be: eligible people by falling score, ties by key. */
const expected = (of: ReturnType<typeof model>, left: readonly bigint[] = []) =>
  many
    .filter(({ key }) => !left.includes(key))
    .map((person) => ({ user_key: person.key, score: marginOf(of, person)! }))
    .toSorted((a, b) => b.score - a.score || (a.user_key < b.user_key ? -1 : 1));

describe.each(['runner', 'engine'] as const)('scored in the %s', (where) => {
  beforeEach(() => {
    computeAt = where;
  });

  test('the best of each segment, by falling score, ties by key, scores to the bit', async () => {
    const hats = model('hats', { hats: 1.5, caps: 0.7, cars: -1 });
    const cars = model('cars', { cars: 2, 'unknown-tonight': 9 }, { feature_map: 'binary', bias: 0.25 });
    const { record, error } = await run({ people: many, models: [hats, cars], audienceSizes: { cars: 7 } });
    expect(error).toBeUndefined();
    for (const [of, size] of [
      [hats, Math.round(many.length * 0.02)],
      [cars, 7],
    ] as const) {
      const found = await audience(of.segment_id);
      expect(found.map(({ user_key, score }) => ({ user_key, score }))).toEqual(expected(of).slice(0, size));
      expect(found.map(({ rank }) => rank)).toEqual(Array.from({ length: size }, (_, at) => at + 1));
      expect(found.map(({ user_id, user_key }) => user_id === `u${user_key}`)).not.toContain(false);
    }
    const { figures, audits, writes } = record.stages.at(-1)!;
    expect(figures.filter(({ segment }) => segment === 'cars').map(({ name, value }) => [name, value])).toEqual([
      ['scored', many.length],
      ['reach', 7],
      ['lowest_score', (await audience('cars')).at(-1)!.score],
    ]);
    expect(audits.map(({ badRows }) => badRows)).toEqual(audits.map(() => 0));
    expect(writes.map(({ name }) => name)).toEqual(['audiences']);

    threads = 2;
    await run({ people: many.toReversed(), models: [hats, cars], audienceSizes: { cars: 7 } });
    expect((await audience('hats')).map(({ user_key }) => user_key)).toEqual(
      expected(hats)
        .slice(0, Math.round(many.length * 0.02))
        .map(({ user_key }) => user_key),
    );
  });

  test('counts and activity are worth what the model says, tokens that do not count for activity nothing', async () => {
    const people = [
      { key: 1n, tokens: ['hats'] },
      { key: 2n, tokens: ['hats', 'caps'] },
      { key: 3n, tokens: ['hats', 'pixel-1'] },
    ];
    const weights = { hats: 1, caps: 2, '@history-length:1': 10, '@history-length:2': 20, '@last-day:1': 100 };
    const of = { bias: 0.5, activity_value: 0.25 };
    const models = [
      model('plain', weights, { ...of, feature_map: 'binary+activity' }),
      model('counted', weights, { ...of, feature_map: 'decayed+activity' }),
      model('none', weights, { bias: 0.5, feature_map: 'decayed' }),
    ];
    const { error } = await run({ people, models, activityWithout: ['pixel-1'] }, { audienceSize: 10 });
    expect(error).toBeUndefined();
    const scoresOf = async (segment: string) =>
      new Map((await audience(segment)).map(({ user_key, score }) => [user_key, score]));
    // Everybody has one or two tokens of the last day, each seen once: in a row of length 1, the root of their number.
    const [one, two] = [0.25 * 110, 0.25 * 20];
    expect(await scoresOf('plain')).toEqual(
      new Map([
        [1n, 0.5 + 1 + one],
        [3n, 0.5 + 1 + one],
        [2n, 0.5 + 3 + two],
      ]),
    );
    expect((await scoresOf('counted')).get(2n)).toBeCloseTo(0.5 + 3 / Math.SQRT2 + two, 5);
    expect((await scoresOf('counted')).get(3n)).toBeCloseTo(0.5 + 1 / Math.SQRT2 + one, 5);
    expect((await scoresOf('none')).get(2n)).toBeCloseTo(0.5 + 3 / Math.SQRT2, 5);
  });

  test('who fired is left out, seeds or earlier, and does not count in a share', async () => {
    const hats = model('hats', { hats: 1 });
    const best = expected(hats).map(({ user_key }) => user_key);
    const of = {
      people: many,
      models: [hats],
      seeds: { hats: best.slice(0, 40) },
      firedBefore: { hats: best.slice(30, 60) },
    };
    const { record } = await run(of, { audienceSize: 0.5 });
    const size = Math.round((many.length - 60) * 0.5);
    expect(await keysOf('hats')).toEqual(
      expected(hats, best.slice(0, 60))
        .slice(0, size)
        .map(({ user_key }) => user_key),
    );
    expect(record.stages.at(-1)!.figures[0]).toMatchObject({ name: 'scored', value: many.length - 60 });
    await run(of, { audienceSize: 3, excludeSeeds: false });
    expect(await keysOf('hats')).toEqual(best.slice(0, 3));
  });

  test('nobody is scored on fewer tokens than asked for, banned ones not counted', async () => {
    const people = [
      { key: 1n, tokens: ['pixel-1'] },
      { key: 2n, tokens: ['hats', 'pixel-1'] },
      { key: 3n, tokens: ['hats', 'news'] },
      { key: 4n, tokens: ['news', 'hats', 'pixel-1'] },
    ];
    const models = [model('one', { hats: 1 }, { banned_tokens: ['pixel-1'] }), model('two', { hats: 1 })];
    await run({ people, models }, { audienceSize: 10 });
    expect([await keysOf('one'), await keysOf('two')]).toEqual([
      [2n, 3n, 4n],
      [2n, 3n, 4n, 1n],
    ]);
    await run({ people, models }, { audienceSize: 10, minTokens: 2 });
    expect([await keysOf('one'), await keysOf('two')]).toEqual([
      [3n, 4n],
      [2n, 3n, 4n],
    ]);
  });

  test('without models there are no audiences; an audience of nobody is warned of', async () => {
    const none = await run({ people: many, models: [] });
    expect(none.record.status).toBe('done');
    expect(await world.rows(audiences.v1)).toEqual([]);
    const { record } = await run({
      people: [{ key: 1n, tokens: ['hats'] }],
      models: [model('hats', { hats: 1 })],
      seeds: { hats: [1n] },
    });
    expect(record.stages.at(-1)!.audits).toContainEqual({
      name: 'empty_audience',
      severity: 'warn',
      badRows: 1,
      segments: [{ segment: 'hats', badRows: 1 }],
    });
    expect(record.stages.at(-1)!.figures).toContainEqual({ name: 'lowest_score', value: null, segment: 'hats' });
  });

  test('models that are not what model-selection wrote are refused', async () => {
    const of = { people: many, models: [model('hats', { hats: 1 })] };
    expect((await run({ ...of, sha256: 'f'.repeat(64) })).error).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`expected ${'f'.repeat(64)}`),
    });
    expect((await run({ ...of, alsoNamed: ['caps'] })).error).toMatchObject({
      code: 'inconsistent-input',
      message: expect.stringMatching(/segment caps.*run model-selection again/),
    });
  });
});

test('both ways give the same audiences to the bit, and auto is what the engine says', async () => {
  const before = await leftBehind(world.store, hardWorld);
  const audiencesOf = async (options: object) => {
    const { record, error } = await world.run([before, scoring], { stages: { scoring: options } });
    expect(error).toBeUndefined();
    expect(record.stages.at(-1)!.audits.filter(({ badRows }) => badRows > 0)).toEqual([]);
    return { rows: await world.rows(audiences.v1), figures: record.stages.at(-1)!.figures };
  };
  for (const options of [{ audienceSize: 5000 }, { excludeSeeds: false, minTokens: 2 }]) {
    const inRunner = await audiencesOf({ ...options, computeAt: 'runner' });
    const inEngine = await audiencesOf({ ...options, computeAt: 'engine' });
    expect(inEngine.rows).toEqual(inRunner.rows);
    expect(inEngine.figures.slice(0, -1)).toEqual(inRunner.figures.slice(0, -1));
    expect(inRunner.rows.length).toBeGreaterThan(5000);
    const { figures } = await audiencesOf(options);
    expect(figures.at(-1)).toEqual({ name: 'scored_in', value: 'runner' });
  }
});

test('the audits find what they are there for', async () => {
  const rows = (ranks: readonly number[], scores: readonly number[]) => ({
    rows: ranks.length,
    columns: {
      segment_id: ranks.map(() => 'hats'),
      user_key: BigInt64Array.from(ranks, (_, at) => BigInt(at + 1)),
      score: Float64Array.from(scores),
      rank: Int32Array.from(ranks),
    },
  });
  const held = async (batch: ReturnType<typeof rows>) => {
    const people = [1n, 2n].map((key) => ({ key, tokens: ['hats'] }));
    const before = await leftBehind(world.store, { people, models: [model('hats', {})], seeds: { hats: [2n] } });
    const broken: typeof scoring = {
      ...scoring,
      run: async (night) => {
        await night.load('ranked_users', [batch]);
        await night.materialize('audiences');
      },
    };
    const { record } = await world.run([before, broken]);
    const bad = record.stages.at(-1)!.audits.filter(({ badRows }) => badRows > 0);
    return [record.status, ...bad.map(({ name, severity }) => `${name} ${severity}`)];
  };
  expect(await held(rows([1], [1]))).toEqual(['done']);
  expect(await held(rows([1, 2], [2, 1]))).toEqual(['held', 'fired_in_audience error']);
  expect(await held(rows([2], [1]))).toEqual(['held', 'rank_gap error']);
  expect(await held(rows([1, 2], [1, 2]))).toEqual(['held', 'fired_in_audience error', 'rank_gap error']);
  expect(await held(rows([1, 2, 3], [3, 2, 1]))).toEqual(['held', 'fired_in_audience error', 'lost_users error']);
});
