import type { KeptModel } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import type { FoundWeights, Tonight } from './earlier-weights.ts';
import { earlierWeights, pullTo } from './earlier-weights.ts';

const found = (of: Partial<KeptModel> = {}): FoundWeights => ({
  keptOn: '2026-11-13',
  kept: { tokens: ['gone', 'caps', 'hats'], folds: [{ share: 'train', user_key: 5n }] },
  model: {
    segment_id: 'hats',
    feature_map: 'binary+activity',
    activity_value: 0.3,
    judged_by: 'folds',
    refitted: Float32Array.of(1, 2, 3),
    parts: [Float32Array.of(4, 5, 6), Float32Array.of(7, 8, 9)],
    ...of,
  },
});
const texts = ['hats', 'new', 'caps'];
const tonight: Tonight = {
  by: 'folds',
  folds: [{ share: 'train', user_key: 5n }],
  vocabulary: { tokens: 3, texts, numbers: new Map(texts.map((text, number) => [text, number])) },
  options: { featureMaps: ['binary', 'binary+activity'], activityValue: 0.3 },
};

test('weights are brought to the columns of tonight: a new token weighs 0, one that is gone is dropped', () => {
  expect(earlierWeights(found(), tonight)).toEqual({
    featureMap: 'binary+activity',
    refitted: Float32Array.of(3, 0, 2),
    parts: [Float32Array.of(6, 0, 5), Float32Array.of(9, 0, 8)],
  });
});

test('says why weights cannot be compared', () => {
  const why = (of: Partial<KeptModel>, otherwise: Partial<Tonight> = {}) =>
    earlierWeights(found(of), { ...tonight, ...otherwise });
  expect(why({ feature_map: 'decayed' })).toBe("its feature map of 2026-11-13, decayed, is none of tonight's");
  expect(why({ activity_value: 0.5 })).toBe('activityValue is 0.3, on 2026-11-13 it was 0.5');
  expect(typeof why({ feature_map: 'binary', activity_value: 0 })).toBe('object');
  expect(why({}, { by: 'validation' })).toBe('its candidates are judged by validation, on 2026-11-13 by folds');
  expect(why({}, { folds: [] })).toBe('its 1 folds are not the 2 of 2026-11-13');
  expect(why({}, { folds: [{ share: 'train', user_key: 6n }] })).toBe('its 2 folds are not the 2 of 2026-11-13');
  expect(why({}, { folds: [{ share: 'validation', user_key: 5n }] })).toMatch(/its 2 folds are not/);
  const once = { judged_by: 'validation', parts: [Float32Array.of(4, 5, 6)] } as const;
  expect(typeof why(once, { by: 'validation', folds: [] })).toBe('object');
});

test('a prior is half of the weights', () => {
  expect(pullTo(Float32Array.of(2, -1)).weights).toEqual(Float32Array.of(1, -0.5));
});
