import type { KeptWeights } from '@lookalikes/schema';
import { keptWeights, models, modelTrials, readKeptWeights } from '@lookalikes/schema';
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

const first = { runDate: '2026-11-20' };
const usual = {
  priors: ['last-night', 'half-last-night', 'neighbours', 'none'],
  featureMaps: ['inverse-sqrt-length', 'binary'],
};
/** Those who had fired are known; of the others who like hats a few fire. */
const few = ({ n, fires }: Person) =>
  fires ? '2026-11-10' : n % 4 === 0 && percent(n, 11) < 40 ? '2026-11-15' : undefined;
const run = (of: World = {}, { options = {}, ...night }: TestNight & { options?: object } = {}) =>
  runNight(nights, of, { ...night, options: { ...usual, ...options } });
const trialsOf = async (night?: TestNight) => nights.rows(modelTrials.v1, night);
const keptOn = async (night?: TestNight): Promise<KeptWeights> => {
  const [row] = await nights.rows(keptWeights.v1, night);
  return readKeptWeights(await nights.store.get(row!.artifact));
};
const reasons = ({ record }: Pick<Awaited<ReturnType<typeof run>>, 'record'>) =>
  record.stages.at(-1)!.figures.filter(({ name }) => name === 'not_of_last_night');

it('learns on from last night where few fire tonight, and keeps what the next night needs', async () => {
  expect(reasons(await run({}, first))).toEqual([
    expect.objectContaining({ value: 'no earlier night has kept its weights' }),
  ]);
  const { record, error } = await run({ firedOn: few });
  expect(error).toBeUndefined();
  const trials = await trialsOf();
  const chosen = trials.find(({ chosen: taken }) => taken);
  expect(chosen!.prior).toBe('last-night');
  const alone = trials.filter(({ prior }) => prior === 'none').map(({ auc }) => auc!);
  expect(chosen!.auc).toBeGreaterThan(Math.max(...alone));
  const [model] = await nights.rows(models.v1, first);
  const pulled = trials.filter(({ prior }) => prior.endsWith('last-night'));
  expect(new Set(pulled.map(({ prior, feature_map }) => `${prior} ${feature_map}`))).toEqual(
    new Set([`last-night ${model!.feature_map}`, `half-last-night ${model!.feature_map}`]),
  );
  expect(pulled).toHaveLength(10);
  expect(reasons({ record })).toEqual([]);
  const [before, now] = [await keptOn(first), await keptOn()];
  expect(now.folds).toEqual(before.folds);
  expect(now.folds).toHaveLength(4);
  expect(now.models[0]).toMatchObject({ segment_id: 'hats', judged_by: 'folds', feature_map: model!.feature_map });
  expect(now.models[0]!.parts).toHaveLength(5);
});

it('gives the same bytes again', async () => {
  await run({}, first);
  await run({ firedOn: few });
  const before = await nights.rows(keptWeights.v1);
  const model = await nights.rows(models.v1);
  await run({ firedOn: few });
  expect([await nights.rows(keptWeights.v1), await nights.rows(models.v1)]).toEqual([before, model]);
});

it.each([
  ['a fold', {}, 1],
  ['the validation share', { foldSeeds: 0 }, 0],
])('nothing that %s is judged by knows its users, last night neither', async (_, options, judges) => {
  // One candidate, always taken, so that the users in question have no say in what is taken either.
  const only = {
    ...options,
    priors: ['last-night', 'none'],
    featureMaps: ['inverse-sqrt-length'],
    strengths: { 'inverse-sqrt-length': [1] },
    noise: 1e9,
  };
  const twoNights = async (turned: (person: Person) => boolean) => {
    const firedOn = (fired: (person: Person) => string | undefined) => (person: Person) =>
      turned(person) ? (person.n % 3 === 0 ? '2026-11-15' : undefined) : fired(person);
    await run({ firedOn: firedOn(({ fires }) => (fires ? '2026-11-15' : undefined)) }, { ...first, options: only });
    await run({ firedOn: firedOn(few) }, { options: only });
    expect((await trialsOf()).find(({ chosen }) => chosen)!.prior).toBe('last-night');
    return keptOn();
  };
  const plain = await twoNights(() => false);
  const places = plain.folds.map(({ share, user_key }) => [share, user_key] as const);
  const foldOf = ({ split, key }: Person) =>
    places.filter(([share, start]) => (share === split ? start <= key : split === 'validation')).length;
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

it('does not where users are in another share than last night, and says so', async () => {
  await run({}, first);
  const moved = people.map((person) => (percent(person.n, 12) < 10 ? { ...person, split: 'train' as const } : person));
  const found = await run({ people: moved, firedOn: few });
  expect(reasons(found)).toEqual([
    expect.objectContaining({
      value: expect.stringMatching(/^\d+ of 800 users are in another share than on 2026-11-20: splitSalt, /),
    }),
  ]);
  expect((await trialsOf()).some(({ prior }) => prior.endsWith('last-night'))).toBe(false);
  const others = people.filter(({ n }) => n % 2 === 0);
  const strangers = people.filter(({ n }) => n % 2 === 1);
  await run({ people: others }, { runDate: '2026-11-22' });
  const { record } = await run(
    { people: strangers, firedOn: ({ n }) => (n % 8 === 1 ? '2026-11-15' : undefined) },
    { runDate: '2026-11-23' },
  );
  expect(reasons({ record })).toEqual([
    expect.objectContaining({ value: "nobody of 2026-11-22 is among tonight's users" }),
  ]);
});

it('does not where last night kept nothing, or another segment’s weights, or was judged otherwise', async () => {
  await nights.run([leftBehind()], { runDate: '2026-11-18' });
  const none = await run({}, { runDate: '2026-11-19', options: { priors: ['none'] } });
  expect(reasons(none)).toEqual([]);
  expect(await nights.rows(keptWeights.v1, { runDate: '2026-11-19' })).toEqual([]);
  expect(reasons(await run({}, first))).toEqual([
    expect.objectContaining({ value: 'the night of 2026-11-19 has kept no weights' }),
  ]);
  const both = { segments: [{ segment_id: 'hats' }, { segment_id: 'new' }] };
  expect(reasons(await run(both, { options: { foldSeeds: 0 } }))).toEqual([
    expect.objectContaining({ segment: 'hats', value: 'its candidates are judged by validation, last night by folds' }),
    expect.objectContaining({ segment: 'new', value: 'last night has no model of the segment' }),
  ]);
  await nights.run([leftBehind()], { runDate: '2026-11-22' });
  expect(reasons(await run({}, { runDate: '2026-11-23' }))).toEqual([
    expect.objectContaining({
      value: 'the newest weights kept are of 2026-11-21, the newest users before tonight of 2026-11-22',
    }),
  ]);
});

it('stops where what last night kept is damaged', async () => {
  await run({}, first);
  const [row] = await nights.rows(keptWeights.v1, first);
  await nights.store.put(row!.artifact, new Uint8Array(10));
  const { error } = await run({ firedOn: few });
  expect(error).toMatchObject({ code: 'corrupt', message: expect.stringContaining("last night's kept weights") });
});
