import type { KeptModel, KeptWeights } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import type { KeptNight } from './last-weights.ts';
import { isOfLastNight, lastWeights, shareOf } from './last-weights.ts';

const model: KeptModel = {
  segment_id: 'hats',
  feature_map: 'binary+activity',
  activity_value: 0.3,
  judged_by: 'folds',
  refitted: Float32Array.of(1, 2, 3),
  parts: [Float32Array.of(4, 5, 6), Float32Array.of(7, 8, 9)],
};
const kept: KeptWeights = {
  region: 'amer',
  run_date: '2026-11-20',
  tokens: ['gone', 'caps', 'hats'],
  folds: [{ share: 'train', user_key: 5n }],
  models: [model],
};
const lastOf = (of: Partial<KeptModel> = {}): KeptNight => ({
  reason: undefined,
  folds: kept.folds,
  find: (id) => Promise.resolve(id === 'hats' ? { kept, model: { ...model, ...of } } : undefined),
});
const texts = ['hats', 'new', 'caps'];
const tonight = {
  by: 'folds',
  folds: kept.folds,
  vocabulary: { tokens: 3, texts, numbers: new Map(texts.map((text, number) => [text, number])) },
  options: { featureMaps: ['binary', 'binary+activity'], activityValue: 0.3 },
} as const;

test('last night is brought to the columns of tonight: who is new weighs 0, who is gone is dropped', async () => {
  expect(await lastWeights(lastOf(), 'hats', tonight)).toEqual({
    featureMap: 'binary+activity',
    refitted: Float32Array.of(3, 0, 2),
    parts: [Float32Array.of(6, 0, 5), Float32Array.of(9, 0, 8)],
  });
});

test('says why weights cannot be compared', async () => {
  const why = (last: KeptNight, of: Partial<Parameters<typeof lastWeights>[2]> = {}, id = 'hats') =>
    lastWeights(last, id, { ...tonight, ...of });
  expect(await why(lastOf(), {}, 'caps')).toBe('last night has no model of the segment');
  expect(await why(lastOf({ feature_map: 'decayed' }))).toMatch(
    /feature map of last night, decayed, is none of tonight's/,
  );
  expect(await why(lastOf({ activity_value: 0.5 }))).toBe('activityValue is 0.3, last night 0.5');
  expect(typeof (await why(lastOf({ feature_map: 'binary', activity_value: 0 })))).toBe('object');
  expect(await why(lastOf(), { by: 'validation' })).toBe(
    'its candidates are judged by validation, last night by folds',
  );
  expect(await why(lastOf(), { folds: [] })).toBe('1 folds, last night 2');
  expect(await why(lastOf(), { folds: [{ share: 'train', user_key: 6n }] })).toBe('other folds than last night');
  expect(await why(lastOf(), { folds: [{ share: 'validation', user_key: 5n }] })).toBe('other folds than last night');
});

test('a prior is a share of the weights', () => {
  expect(shareOf(Float32Array.of(2, -1), 'last-night').weights).toEqual(Float32Array.of(2, -1));
  expect(shareOf(Float32Array.of(2, -1), 'half-last-night').weights).toEqual(Float32Array.of(1, -0.5));
  expect(
    ['none', 'neighbours', 'last-night', 'half-last-night'].map((prior) => isOfLastNight(prior as 'none')),
  ).toEqual([false, false, true, true]);
});
