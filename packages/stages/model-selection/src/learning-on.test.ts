import type { KeptWeights } from '@lookalikes/schema';
import { keptWeights, models, modelTrials, readKeptWeights } from '@lookalikes/schema';
import type { StagesResult } from '@lookalikes/stage-kit';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newNights, runNight } from '../test/small-nights.ts';
import type { Person, World } from '../test/small-world.ts';
import { leftBehind, people, percent } from '../test/small-world.ts';

let nights: NightWorld;
beforeEach(async () => {
  nights = await newNights();
});
afterEach(() => nights[Symbol.asyncDispose]());

/** A night before any of tonight's seeds has fired. */
const first = { runDate: '2026-11-13' };
const usual = {
  priors: ['earlier-neighbours', 'earlier-night', 'neighbours', 'none'],
  featureMaps: ['inverse-sqrt-length', 'binary'],
};
/** Those who had fired are known; of the others who like hats a few fire. */
const few = ({ n, fires }: Person) =>
  fires ? '2026-11-10' : n % 4 === 0 && percent(n, 11) < 40 ? '2026-11-15' : undefined;
/** Who is still there on a later night. */
const later = people.filter(({ n }) => n % 9 !== 4);
const run = (of: World = {}, { options = {}, ...night }: TestNight & { options?: object } = {}) =>
  runNight(nights, of, { ...night, options: { ...usual, ...options } });
const trialsOf = (night?: TestNight) => nights.rows(modelTrials.v1, night);
const priorsOf = async (night?: TestNight) => new Set((await trialsOf(night)).map(({ prior }) => prior));
const sharesSince = async (night?: TestNight) =>
  (await nights.rows(keptWeights.v1, night)).map(({ shares_since }) => shares_since);
const keptOn = async (night?: TestNight): Promise<KeptWeights> => {
  const [row] = await nights.rows(keptWeights.v1, night);
  return readKeptWeights(await nights.store.get(row!.artifact));
};
const reasons = ({ record }: Pick<StagesResult, 'record'>) =>
  record.stages
    .at(-1)!
    .figures.filter(({ name }) => name === 'not_learned_on')
    .map(({ segment, value }) => (segment === undefined ? value : [segment, value]));

it('learns on from a night before the label window where few fire in it, and keeps what later nights need', async () => {
  expect(reasons(await run({}, first))).toEqual(['no earlier night has kept its weights']);
  const { record, error } = await run({ people: later, firedOn: few });
  expect(error).toBeUndefined();
  expect(reasons({ record })).toEqual([]);
  const trials = await trialsOf();
  const chosen = trials.find((trial) => trial.chosen);
  const alone = trials.filter(({ prior }) => prior === 'none').map(({ auc }) => auc!);
  expect(chosen!.prior).toMatch(/^earlier-/);
  expect(chosen!.auc).toBeGreaterThan(Math.max(...alone));
  const [model] = await nights.rows(models.v1, first);
  const mapsOf = (wanted: string) =>
    trials.flatMap(({ prior, feature_map }) => (prior === wanted ? [feature_map] : []));
  expect(mapsOf('earlier-night')).toEqual(Array(5).fill(model!.feature_map));
  expect(mapsOf('earlier-neighbours')).toEqual(Array(5).fill(model!.feature_map));
  const [before, now] = [await keptOn(first), await keptOn()];
  expect(now.folds).toEqual(before.folds);
  expect(now.folds).toHaveLength(4);
  expect(now.models[0]).toMatchObject({ segment_id: 'hats', judged_by: 'folds', feature_map: model!.feature_map });
  expect(now.models[0]!.parts).toHaveLength(5);
  const written = [await nights.rows(keptWeights.v1), await nights.rows(models.v1)];
  await run({ people: later, firedOn: few });
  expect([await nights.rows(keptWeights.v1), await nights.rows(models.v1)]).toEqual(written);
});

it('takes no fit with a prior that is not in the list: the first fit serves another', async () => {
  const options = { priors: ['earlier-neighbours', 'none'], noise: 0 };
  await run({}, { ...first, options });
  await run({ firedOn: few }, { options });
  const trials = await trialsOf();
  expect(await priorsOf()).toEqual(new Set(['none', 'earlier-night', 'earlier-neighbours']));
  const errors = trials.filter(({ prior }) => prior === 'earlier-night').map(({ standard_error }) => standard_error);
  expect(errors).toEqual(Array(5).fill(null));
  await run({ firedOn: few }, { options: { ...options, foldSeeds: 0 } });
  expect(await priorsOf()).toEqual(new Set(['none']));
});

it('learns on from the newest night that knew none of the seeds, whatever was kept before or after it', async () => {
  await run({}, first);
  for (const runDate of ['2026-11-15', '2026-11-16', '2026-11-17']) await run({ firedOn: few }, { runDate });
  expect(await sharesSince({ runDate: '2026-11-17' })).toEqual(['2026-11-13']);
  const damage = async (runDate: string) => {
    const [row] = await nights.rows(keptWeights.v1, { runDate });
    await nights.store.put(row!.artifact, new Uint8Array(10));
  };
  await damage('2026-11-13');
  await damage('2026-11-16');
  expect((await run({ firedOn: few })).error).toBeUndefined();
  expect(await priorsOf()).toContain('earlier-night');
  expect((await keptOn()).folds).toEqual((await keptOn({ runDate: '2026-11-17' })).folds);
  await damage('2026-11-15');
  const { error } = await run({ firedOn: few });
  expect(error).toMatchObject({ code: 'corrupt', message: expect.stringContaining("an earlier night's weights") });
});

it('does not learn on from a night that knew some of the seeds', async () => {
  await run({}, { runDate: '2026-11-16' });
  const within = await run();
  expect(reasons(within)).toEqual(['no night from before the label window has kept its weights']);
  expect(await priorsOf()).toEqual(new Set(['neighbours', 'none']));
  expect((await keptOn()).folds).toEqual((await keptOn({ runDate: '2026-11-16' })).folds);
});

it.each([
  ['a fold', 'earlier-night', {}, 1],
  ['a fold', 'earlier-neighbours', {}, 1],
  ['the validation share', 'earlier-night', { foldSeeds: 0 }, 0],
])('nothing that %s judges knows its users, by %s neither', async (_, prior, options, judges) => {
  // One candidate, always taken, so that the users in question have no say in what is taken either.
  const only = {
    ...options,
    priors: [prior, 'none'],
    featureMaps: ['inverse-sqrt-length'],
    strengths: { 'inverse-sqrt-length': [1] },
    noise: 1e9,
  };
  const twoNights = async (turned: (person: Person) => boolean) => {
    const firedOn = (fired: (person: Person) => string | undefined) => (person: Person) =>
      turned(person) ? (person.n % 3 === 0 ? '2026-11-15' : undefined) : fired(person);
    await run({ firedOn: firedOn(({ fires }) => (fires ? '2026-11-15' : undefined)) }, { ...first, options: only });
    await run({ people: later, firedOn: firedOn(few) }, { options: only });
    expect((await trialsOf()).find(({ chosen }) => chosen)!.prior).toBe(prior);
    return keptOn();
  };
  const plain = await twoNights(() => false);
  const foldOf = ({ split, key }: Person) =>
    plain.folds.filter(({ share, user_key }) => (share === split ? user_key <= key : split === 'validation')).length;
  const isJudge = (person: Person) =>
    judges === 0 ? person.split === 'validation' : person.split !== 'test' && foldOf(person) === judges;
  expect(people.filter(isJudge).length).toBeGreaterThan(100);
  const turned = await twoNights(isJudge);
  const [{ parts: before, refitted: all }, { parts: after, refitted }] = [plain.models[0]!, turned.models[0]!];
  const unchanged = before.flatMap((weights, part) => (weights.every((w, at) => w === after[part]![at]) ? [part] : []));
  expect(unchanged).toEqual([judges]);
  expect(refitted).not.toEqual(all);
  // The test share has no say in anything.
  const untested = await twoNights(({ split }) => split === 'test');
  expect(untested.models).toEqual(plain.models);
});

it('does not learn on where users are in another share than the night before, and says so', async () => {
  await run({}, first);
  const moved = people.map((person) => (percent(person.n, 12) < 10 ? { ...person, split: 'train' as const } : person));
  expect(reasons(await run({ people: moved, firedOn: few }))).toEqual([
    expect.stringMatching(/^\d+ of 800 users are in another share than on 2026-11-13: splitSalt, /),
  ]);
  expect(await priorsOf()).toEqual(new Set(['neighbours', 'none']));
  expect(await sharesSince()).toEqual(['2026-11-21']);
  await run(
    { people: moved, firedOn: ({ n }) => (n % 16 === 0 ? '2026-11-21' : undefined) },
    { runDate: '2026-11-22' },
  );
  expect(await sharesSince({ runDate: '2026-11-22' })).toEqual(['2026-11-21']);
  expect(await priorsOf({ runDate: '2026-11-22' })).toContain('earlier-night');
  const others = people.filter(({ n }) => n % 2 === 0);
  const strangers = people.filter(({ n }) => n % 2 === 1);
  await run({ people: others }, { runDate: '2026-11-23' });
  const firedOn = ({ n }: Person) => (n % 8 === 1 ? '2026-11-24' : undefined);
  expect(reasons(await run({ people: strangers, firedOn }, { runDate: '2026-11-25' }))).toEqual([
    "nobody of 2026-11-23 is among tonight's users",
  ]);
});

it('does not learn on from a night that kept nothing, or another segment’s weights, or judged otherwise', async () => {
  await nights.run([leftBehind()], { runDate: '2026-11-11' });
  const none = await run({}, { runDate: '2026-11-12', options: { priors: ['none'] } });
  expect(reasons(none)).toEqual([]);
  expect(await nights.rows(keptWeights.v1, { runDate: '2026-11-12' })).toEqual([]);
  expect(reasons(await run({}, first))).toEqual(['the night of 2026-11-12 has kept no weights']);
  const both = { segments: [{ segment_id: 'hats' }, { segment_id: 'new' }] };
  expect(reasons(await run(both, { options: { foldSeeds: 0 } }))).toEqual([
    ['hats', 'its candidates are judged by validation, on 2026-11-13 by folds'],
    ['new', 'no night before the label window has kept weights of the segment'],
  ]);
  await nights.run([leftBehind()], { runDate: '2026-11-22' });
  expect(reasons(await run({}, { runDate: '2026-11-23' }))).toEqual([
    'the newest weights kept are of 2026-11-21, the newest users before tonight of 2026-11-22',
  ]);
});
