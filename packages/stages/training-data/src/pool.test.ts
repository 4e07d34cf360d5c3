import { expect, test } from 'vitest';
import { poolShare } from './pool.ts';

test('everybody is in the pool where there are few', () => {
  expect(poolShare(0, 10)).toBe(1_000_000);
  expect(poolShare(10, 10)).toBe(1_000_000);
});

test('the share is in millionths and never nothing', () => {
  expect(poolShare(1000, 250)).toBe(250_000);
  expect(poolShare(10_000_000_000, 1)).toBe(1);
});
