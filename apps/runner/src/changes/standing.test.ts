import { describe, expect, it } from 'vitest';
import { deliveryOf, standingOf } from './standing.ts';

describe('standingOf', () => {
  const below = {
    rank: null,
    hasModel: true,
    tokens: 3,
    counting: 2,
    minTokens: 1,
    hasFired: false,
    excludeSeeds: true,
    score: -4,
    threshold: -3,
  };
  it.each([
    ['chosen', { rank: 1 }],
    ['no-model', { hasModel: false, score: null, threshold: null }],
    ['no-history', { tokens: 0, counting: 0, score: null }],
    ['no-history', { minTokens: 4 }],
    ['fired', { hasFired: true }],
    ['below', { hasFired: true, excludeSeeds: false }],
    ['no-token-counts', { counting: 0, score: null }],
    ['no-token-counts', { minTokens: 3 }],
    ['below', {}],
    ['below', { threshold: null }],
    ['tie', { score: -3 }],
  ])('is %s with %j', (standing, of) => {
    expect(standingOf({ ...below, ...of })).toBe(standing);
  });
});

describe('deliveryOf', () => {
  const leftOut = { isTold: true, isHeld: false, isChosen: true, isSegmentHeld: false, hasOptedOut: false, dspIds: 1 };
  it.each([
    ['left-out', {}],
    ['unknown', { isTold: false }],
    ['held', { isHeld: true, isChosen: false }],
    ['not-chosen', { isChosen: false }],
    ['opted-out', { hasOptedOut: true, dspIds: 0, isSegmentHeld: true }],
    ['segment-held', { isSegmentHeld: true, dspIds: 0 }],
    ['unmapped', { dspIds: 0 }],
  ])('is %s with %j', (delivery, of) => {
    expect(deliveryOf({ ...leftOut, ...of })).toBe(delivery);
  });
});
