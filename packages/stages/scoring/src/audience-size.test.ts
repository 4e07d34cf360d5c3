import { expect, test } from 'vitest';
import { audienceSize } from './audience-size.ts';
import { ScoringOptions } from './options.ts';

test.each([
  [0.02, 1240, 25],
  [0.02, 10, 1],
  [0.02, 0, 0],
  [1, 5, 1],
  [50, 20, 20],
  [0.999, 3, 3],
])('%d of %i scored users are %i', (size, scored, users) => {
  expect(audienceSize(size, scored)).toBe(users);
});

test('a size is a count or a share', () => {
  expect(ScoringOptions.parse({}).audienceSize).toBe(0.02);
  for (const wrong of [0, -1, 1.5, Number.NaN]) {
    expect(ScoringOptions.safeParse({ audienceSize: wrong }).success).toBe(false);
  }
});
