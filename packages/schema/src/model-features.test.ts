import { expect, test } from 'vitest';
import {
  activityPlace,
  activityTokens,
  countLevel,
  countLevels,
  featureMaps,
  featureName,
  featuresOf,
  listActivityBuckets,
} from './model-features.ts';

test('a feature map has a row scale, counts or not, and activity or not', () => {
  expect(featureMaps.map((map) => Object.values(featuresOf(map)).join(' '))).toEqual([
    'false none false',
    'false inverse-sqrt-length false',
    'true inverse-sqrt-length false',
    'false none true',
    'false inverse-sqrt-length true',
    'true inverse-sqrt-length true',
  ]);
});

test('a level is within 2.8 % of its count, the ends take what is beyond', () => {
  for (const count of [0.001, 0.01, 0.37, 1, 1.5, 2, 10, 999]) {
    const kept = Math.expm1(countLevels[countLevel(count)]!) / 2;
    expect(Math.abs(kept / count - 1)).toBeLessThan(0.028);
  }
  expect([0, 1e-9, 2 ** -10, 2 ** 10, 1e9].map(countLevel)).toEqual([0, 0, 0, 254, 254]);
  expect(countLevels.every((value, level) => level === 0 || level === 255 || value > countLevels[level - 1]!)).toBe(
    true,
  );
  expect(countLevels[0]).toBeGreaterThan(0);
});

test('activity falls into the bucket that its token names', () => {
  const names = (kind: number, amounts: readonly number[]) =>
    amounts.map((n) => activityTokens[activityPlace(kind, n)]);
  expect(names(0, [0, 1, 4, 5, 6, 299, 300, 1e6])).toEqual(
    ['0', '1', '4-5', '4-5', '6-8', '150-299', '300+', '300+'].map((bucket) => `@history-length:${bucket}`),
  );
  expect(names(1, [0, 1, 4])).toEqual(['@last-day:0', '@last-day:1', '@last-day:3-4']);
  expect(names(2, [0, 40])).toEqual(['@last-three-days:0', '@last-three-days:33+']);
  expect(names(3, [0, 7, 500])).toEqual(['@days-since:0', '@days-since:5-7', '@days-since:120+']);
  expect(new Set(activityTokens).size).toBe(activityTokens.length);
});

test('buckets hold the amounts that fall into them, and none twice', () => {
  const kinds = [...new Set(listActivityBuckets().map(({ kind }) => kind))];
  for (const [number, kind] of kinds.entries()) {
    const buckets = listActivityBuckets().filter((bucket) => bucket.kind === kind);
    for (const amount of [0, 1, 2, 3, 4, 7, 8, 14, 15, 60, 119, 120, 300, 2 ** 31 - 1]) {
      const found = buckets.filter(({ lowest, highest }) => lowest <= amount && amount <= highest);
      expect(found.map(({ token }) => token)).toEqual([activityTokens[activityPlace(number, amount)]]);
    }
  }
  expect(listActivityBuckets().map(({ token }) => token)).toEqual(activityTokens);
});

test('no real token is named as a reserved one', () => {
  expect(['a', '@', '@history-length:1'].map(featureName)).toEqual(['a', '@@', '@@history-length:1']);
});
