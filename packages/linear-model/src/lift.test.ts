import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liftAt, recallAt } from './lift.ts';
import { logLoss } from './log-loss.ts';

describe('liftAt, recallAt', () => {
  const scores = Float64Array.of(5, 4, 3, 2, 1, NaN);
  const labels = Uint8Array.of(1, 0, 1, 0, 0, 1);

  test('the top fifth has one of two positives: 2.5 times the base rate', () => {
    expect(recallAt(scores, labels, { share: 0.2 })).toBe(0.5);
    expect(liftAt(scores, labels, { share: 0.2 })).toBe(2.5);
    expect(liftAt(scores, labels, { share: 1 })).toBe(1);
  });

  test('a cut through tied rows takes the same fraction of each', () => {
    const tied = Float64Array.of(1, 1, 1, 1);
    expect(recallAt(tied, Uint8Array.of(1, 0, 0, 0), { share: 0.25 })).toBe(0.25);
    expect(liftAt(tied, Uint8Array.of(0, 0, 0, 1), { share: 0.25 })).toBe(1);
  });

  test('a negative of weight 10 takes the place of ten', () => {
    const weights = Float64Array.of(1, 10, 1, 10, 10);
    const options = { share: 0.2, weights };
    // 32 users in all, 6.4 in the top: the first positive and 5.4 of the next row's ten negatives.
    expect(recallAt(scores.subarray(0, 5), labels.subarray(0, 5), options)).toBe(0.5);
  });

  test('equals a walk down the sorted rows', () => {
    const row = fc.record({
      score: fc.constantFrom(-Infinity, -2, 0, -0, 0.5, 1, 3, NaN),
      label: fc.constantFrom(0, 1),
      weight: fc.constantFrom(0, 1, 2.5, 7),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.constantFrom(0.01, 0.1, 0.5, 1), (list, share) => {
        const scored = list.filter(({ score }) => !Number.isNaN(score));
        const sum = (part: typeof list): number => part.reduce((total, { weight }) => total + weight, 0);
        let room = share * sum(scored);
        let hits = 0;
        for (const score of [...new Set(scored.map((one) => one.score + 0))].toSorted((a, b) => b - a)) {
          const level = scored.filter((one) => one.score === score);
          const fraction = sum(level) > 0 ? Math.min(1, Math.max(0, room) / sum(level)) : 0;
          hits += fraction * sum(level.filter(({ label }) => label === 1));
          room -= sum(level);
        }
        const found = recallAt(
          Float64Array.from(list, ({ score }) => score),
          Uint8Array.from(list, ({ label }) => label),
          { share, weights: Float64Array.from(list, ({ weight }) => weight) },
        );
        const expected = hits / sum(scored.filter(({ label }) => label === 1));
        expect(found).toSatisfy((value: number) => Object.is(value, expected) || Math.abs(value - expected) < 1e-10);
      }),
      { numRuns: 500 },
    );
  });

  test('is NaN without a positive, refuses a share out of range and lengths that differ', () => {
    expect(liftAt(Float64Array.of(1), Uint8Array.of(0), { share: 0.5 })).toBeNaN();
    expect(recallAt(new Float64Array(0), new Uint8Array(0), { share: 0.5 })).toBeNaN();
    for (const share of [0, 1.5, NaN]) {
      expect(() => liftAt(scores, labels, { share })).toThrow(new RegExp(`liftAt: share is ${share}`));
    }
    expect(() => recallAt(scores, labels.subarray(1), { share: 0.5 })).toThrow(/recallAt: 5 labels for 6 scores/);
  });
});

describe('logLoss', () => {
  test('is -log of the probability of the label, by weight, without the rows that cannot be scored', () => {
    const margins = Float64Array.of(Math.log(3), 0, NaN);
    const expected = -(2 * Math.log(0.25) + Math.log(0.5)) / 3;
    expect(logLoss(margins, Uint8Array.of(0, 1, 1), Float64Array.of(2, 1, 5))).toBeCloseTo(expected, 14);
  });

  test('does not lose a confident row', () => {
    expect(logLoss(Float64Array.of(1000), Uint8Array.of(0))).toBe(1000);
    expect(logLoss(Float64Array.of(-40), Uint8Array.of(0))).toBeCloseTo(Math.exp(-40), 30);
    expect(logLoss(Float64Array.of(Infinity), Uint8Array.of(0), Float64Array.of(0))).toBeNaN();
  });

  test('refuses lengths that differ', () => {
    expect(() => logLoss(new Float32Array(2), new Uint8Array(1))).toThrow(/logLoss: 1 labels for 2 scores/);
  });
});
