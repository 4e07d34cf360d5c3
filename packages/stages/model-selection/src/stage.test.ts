import { calibration, evaluations, models, modelTrials, modelWeights } from '@lookalikes/schema';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluationOn, firstModel, newNights, runNight, warningsOf } from '../test/small-nights.ts';
import type { Person, World } from '../test/small-world.ts';
import { aucOf, marginOf, people, percent, vocabulary } from '../test/small-world.ts';

let threads = 1;
let nights: NightWorld;
beforeEach(async () => {
  nights = await newNights(() => threads);
});
afterEach(() => nights[Symbol.asyncDispose]());

const run = (of?: World, night?: TestNight & { options?: object }) => runNight(nights, of, night);
const evaluation = (on: 'test' | 'validation' | 'backtest', night?: TestNight) => evaluationOn(nights, on, night);
const artifact = (night?: TestNight) => firstModel(nights, night);

describe('one night', () => {
  it('learns what sets the seeds apart, and never from the pixel itself', async () => {
    const { record, error } = await run({}, { options: { noise: 0 } });
    expect(error).toBeUndefined();
    const weights = new Map((await nights.rows(modelWeights.v1)).map(({ token, weight }) => [token, weight]));
    expect(weights.get('hats')).toBeGreaterThan(0.5);
    expect(weights.get('cars')).toBeLessThan(0);
    expect(weights.has('pixel-hats')).toBe(false);
    const trials = await nights.rows(modelTrials.v1);
    const [pulled, plain] = ['neighbours', 'none'].map((prior) => trials.filter((trial) => trial.prior === prior));
    const strengthsOf = (map: string) => plain!.filter((t) => t.feature_map === map).map(({ strength }) => strength);
    expect(strengthsOf('inverse-sqrt-length')).toEqual([0.1, 0.3, 1, 3, 10]);
    expect(strengthsOf('binary+activity')).toEqual([0.01, 0.03, 0.1, 0.3, 1]);
    expect(plain).toHaveLength(30);
    expect(new Set(pulled!.map(({ feature_map }) => feature_map)).size).toBe(1);
    expect(pulled!.map(({ strength }) => strength)).toHaveLength(5);
    const [best, ...others] = trials.filter(({ chosen }) => chosen) as [(typeof trials)[number]];
    expect(others).toEqual([]);
    expect(best.auc).toBe(Math.max(...trials.map(({ auc }) => auc!)));
    const [model] = await nights.rows(models.v1);
    expect(model).toMatchObject({
      feature_map: best.feature_map,
      strength: best.strength,
      validation_auc: best.auc,
      tokens: weights.size,
    });
    expect(new Map((await artifact()).tokens.map((token, at) => [token, at])).size).toBe(weights.size);
    expect(record.stages.at(-1)!.figures.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['seeds', 'tokens', 'strength', 'validation_auc', 'validation_lift_at_5', 'backtest_auc']),
    );
    expect(warningsOf(record)).toEqual([]);
    expect(record.stages.at(-1)!.audits.map(({ badRows }) => badRows)).toEqual(
      Array.from({ length: record.stages.at(-1)!.audits.length }, () => 0),
    );
  });

  it('judges by users that no fit has seen, as the definition of AUC has it', async () => {
    await run();
    const model = await artifact();
    const test = people.filter(({ split }) => split === 'test');
    const scored = test.map((person) => ({ score: marginOf(model, person), hit: person.fires }));
    const found = await evaluation('test');
    expect(found.auc).toBeCloseTo(aucOf(scored), 9);
    expect(found).toMatchObject({ users: test.length, hits: test.filter(({ fires }) => fires).length, reason: null });
    const bins = await nights.rows(calibration.v1);
    const [users, fires] = [
      bins.reduce((sum, bin) => sum + bin.users, 0),
      bins.reduce((sum, bin) => sum + bin.fires, 0),
    ];
    expect([users, fires]).toEqual([found.users, found.hits]);
    expect(found.auc).toBeGreaterThan(0.8);
    expect(found.lift_at_10).toBeGreaterThan(1.5);
    expect(await evaluation('backtest')).toMatchObject({
      auc: null,
      users: 0,
      model_run_date: '2026-11-21',
      reason: 'no earlier night has models',
    });
    const moved = people.map((person) => (person.split === 'test' ? { ...person, tokens: ['news', 'cars'] } : person));
    await run({ people: moved });
    expect(await artifact()).toEqual(model);
  });

  it('corrects the bias for the sampling of negatives', async () => {
    const rate = 0.3;
    const inPool = ({ n }: Person) => percent(n, 7) < rate * 100;
    await run({ inPool, rate });
    const model = await artifact();
    const mean = people.reduce((sum, person) => sum + 1 / (1 + Math.exp(-marginOf(model, person))), 0) / people.length;
    expect(mean).toBeGreaterThan(0.15);
    expect(mean).toBeLessThan(0.25);
    const counted = people.filter((person) => person.split === 'test' && (person.fires || inPool(person)));
    expect((await evaluation('test')).users).toBe(counted.length);
  });

  it('has no negatives among those who fired before the label window, nor among other segments’ seeds alone', async () => {
    const firedOn = ({ n, fires }: Person) => (fires ? '2026-11-15' : n % 4 === 1 ? '2026-10-20' : undefined);
    await run({ firedOn });
    const ranked = people.filter(({ split, n, fires }) => split === 'test' && (fires || n % 4 !== 1));
    expect((await evaluation('test')).users).toBe(ranked.length);
    await run({ inPool: ({ fires }) => !fires, segments: [{ segment_id: 'hats' }, { segment_id: 'same' }] });
    expect((await evaluation('test')).users).toBe(people.filter(({ split }) => split === 'test').length);
  });

  it('flags a fit that is too good to be true, and bans the token it is told to', async () => {
    const leaking = people.map((person) =>
      person.fires ? { ...person, tokens: [...person.tokens, 'thanks'] } : person,
    );
    const { record } = await run({ people: leaking });
    expect(warningsOf(record)).toEqual([
      expect.objectContaining({ code: 'too-good', segment: 'hats', message: expect.stringContaining('"thanks"') }),
    ]);
    const told = await run({ people: leaking }, { options: { bannedTokens: [{ token: 'thanks' }] } });
    expect(warningsOf(told.record)).toEqual([]);
    expect((await artifact()).banned_tokens).toEqual(['pixel-hats', 'thanks']);
    expect((await artifact()).tokens).not.toContain('thanks');
  });

  it('flags a fit that one token carries, however good the rest is', async () => {
    const leaking = people.map((person) => {
      const thanked = percent(person.n, 8) < (person.fires ? 80 : 3);
      return { ...person, tokens: [percent(person.n, 9) < 50 ? 'news' : 'cars', ...(thanked ? ['thanks'] : [])] };
    });
    const { record } = await run({ people: leaking }, { options: { featureMaps: ['inverse-sqrt-length', 'binary'] } });
    const [model] = await nights.rows(models.v1);
    expect(model!.validation_auc).toBeLessThan(0.97);
    expect(warningsOf(record)).toEqual([
      expect.objectContaining({
        code: 'too-good',
        message: expect.stringMatching(/token "thanks": .* AUC 0\.[89].*, 0\.[45]/),
      }),
    ]);
  });

  it('calibrates: chances are those of firing, where the validation share can tell', async () => {
    await run();
    const [model] = await nights.rows(models.v1);
    const slope = model!.calibration_slope!;
    const intercept = model!.calibration_intercept!;
    const { calibration: fitted, ...of } = await artifact();
    expect(fitted).toEqual({ slope, intercept });
    const chance = (person: Person) =>
      1 / (1 + Math.exp(-(slope * marginOf({ ...of, calibration: fitted }, person) + intercept)));
    const mean = people.reduce((sum, person) => sum + chance(person), 0) / people.length;
    expect(mean).toBeCloseTo(people.filter(({ fires }) => fires).length / people.length, 1);
  });

  it('chooses by lift at the size that will be published, and knows activity from tokens', async () => {
    const options = { criterion: 'lift', featureMaps: ['binary+activity'], noise: 0 };
    await run({ audienceSize: 80 }, { options });
    const trials = await nights.rows(modelTrials.v1);
    const [best] = trials.toSorted((a, b) => b.lift! - a.lift!);
    expect(trials.find(({ chosen }) => chosen)!.lift).toBe(best!.lift);
    const whole = people.filter(({ split }) => split !== 'test');
    expect(best!.lift).toBeLessThanOrEqual(whole.length / whole.filter(({ fires }) => fires).length + 1e-9);
    const model = await artifact();
    expect(model).toMatchObject({ feature_map: 'binary+activity', activity_value: 0.3 });
    expect(model.tokens.filter((token) => token.startsWith('@')).length).toBeGreaterThan(3);
    await run({ audienceSize: 0.5 }, { options });
    expect((await nights.rows(modelTrials.v1)).map(({ lift }) => lift)).not.toEqual(trials.map(({ lift }) => lift));
  });

  it('gives the same bytes again, with another number of threads', async () => {
    await run();
    const [first] = await nights.rows(models.v1);
    threads = 2;
    await run();
    expect((await nights.rows(models.v1))[0]).toEqual(first);
  });

  it('takes the middle strength where nobody of the validation share fired, and says so', async () => {
    const firedOn = (p: Person) => (p.fires && p.split === 'train' ? '2026-11-15' : undefined);
    const { record } = await run({ firedOn }, { options: { folds: 1 } });
    expect(warningsOf(record)).toEqual([expect.objectContaining({ code: 'strength-not-chosen' })]);
    expect((await nights.rows(models.v1))[0]).toMatchObject({ strength: 1, validation_auc: null });
    expect((await evaluation('validation')).reason).toMatch(/^none of the \d+ users ranked fired$/);
    expect((await evaluation('test')).reason).toMatch(/fired$/);
  });

  it('goes on without a model where nothing can be learned, and for nobody where every segment is skipped', async () => {
    const bannedTokens = [
      ...vocabulary.map((token) => ({ segment_id: 'hats', token })),
      { segment_id: 'x', token: 'a' },
    ];
    const { record } = await run({}, { options: { bannedTokens } });
    expect(warningsOf(record).map(({ code }) => code)).toEqual(['ban-without-segment', 'no-model']);
    expect(await nights.rows(models.v1)).toEqual([]);
    expect((await nights.rows(evaluations.v1)).map(({ reason }) => reason)).toEqual([
      'no earlier night has models',
      'no model: no seed of the train share has a token that counts',
      'no model: no seed of the train share has a token that counts',
    ]);
    const skipped = await run({ segments: [{ segment_id: 'hats', status: 'skipped', reason: 'few seeds' }] });
    expect(skipped.record.status).toBe('done');
    expect(await nights.rows(evaluations.v1)).toEqual([]);
  });

  it('stops where histories and users do not agree', async () => {
    const silent = people.map((person) => (person.n === 8 ? { ...person, tokens: [] } : person));
    const { error } = await run({ people: silent });
    expect(error).toMatchObject({ code: 'inconsistent-input' });
    expect(String(error)).not.toContain(String(people[8]!.key));
  });

  it('stops when told to', async () => {
    const { record } = await run({}, { signal: AbortSignal.abort(new Error('enough')) });
    expect(record.status).toBe('cancelled');
  });
});
