import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auc } from './auc.ts';
import { stratifiedAuc } from './stratified-auc.ts';

interface Row {
  readonly score: number;
  readonly label: number;
  readonly weight: number;
  readonly stratum: number;
}

/** Few distinct scores, so that ties are common. */
const rows = fc.array(
  fc.record({
    score: fc.constantFrom(-Infinity, -1, -0, 0, 0.5, 0.25, 2, Infinity, NaN),
    label: fc.constantFrom(0, 0, 1),
    weight: fc.constantFrom(0, 1, 2, 6.5),
    stratum: fc.constantFrom(-3, 0, 1_000_000),
  }),
  { maxLength: 40 },
);

/** The definition: every pair looked at. */
function byPairs(list: readonly Row[], counts: (a: Row, b: Row) => boolean): number {
  let right = 0;
  let all = 0;
  const scored = list.filter(({ score }) => !Number.isNaN(score));
  for (const positive of scored.filter(({ label }) => label === 1)) {
    for (const negative of scored.filter(({ label }) => label === 0)) {
      if (!counts(positive, negative)) continue;
      const weight = positive.weight * negative.weight;
      all += weight;
      if (positive.score > negative.score) right += weight;
      else if (positive.score === negative.score) right += weight / 2;
    }
  }
  return all === 0 ? NaN : right / all;
}

function arrays(list: readonly Row[]) {
  return {
    scores: Float64Array.from(list, ({ score }) => score),
    labels: Uint8Array.from(list, ({ label }) => label),
    weights: Float64Array.from(list, ({ weight }) => weight),
    strata: Int32Array.from(list, ({ stratum }) => stratum),
  };
}

/** Equal but for rounding; NaN equals NaN. */
function near(expected: number): (found: number) => boolean {
  return (found) => Object.is(found, expected) || Math.abs(found - expected) < 1e-12;
}

describe('auc', () => {
  test('is the share of pairs in the right order, a tie half', () => {
    expect(auc(Float64Array.of(0.1, 0.9, 0.5, 0.5), Uint8Array.of(0, 1, 0, 1))).toBe(3.5 / 4);
    expect(auc(Float32Array.of(1, 2), Uint8Array.of(1, 0))).toBe(0);
  });

  test('a row of weight 2 counts as two rows', () => {
    const once = auc(Float64Array.of(3, 1, 2), Uint8Array.of(0, 0, 1), Float64Array.of(2, 1, 1));
    expect(once).toBe(auc(Float64Array.of(3, 3, 1, 2), Uint8Array.of(0, 0, 0, 1)));
    expect(once).toBeCloseTo(1 / 3, 15);
  });

  test('is NaN without a pair', () => {
    expect(auc(new Float64Array(0), new Uint8Array(0))).toBeNaN();
    expect(auc(Float64Array.of(1, NaN), Uint8Array.of(1, 0))).toBeNaN();
  });

  test('equals counting all pairs, with ties, weights and either class the rarer', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (list, flip) => {
        const input = flip ? list.map((row) => Object.assign({}, row, { label: 1 - row.label })) : list;
        const { scores, labels, weights } = arrays(input);
        expect(auc(scores, labels, weights)).toSatisfy(near(byPairs(input, () => true)));
        const unweighted = input.map((row) => Object.assign({}, row, { weight: 1 }));
        expect(auc(scores, labels)).toSatisfy(near(byPairs(unweighted, () => true)));
      }),
      { numRuns: 300 },
    );
  });

  test('refuses lengths that differ', () => {
    expect(() => auc(new Float64Array(2), new Uint8Array(3))).toThrow(/auc: 3 labels for 2 scores/);
    expect(() => auc(new Float64Array(2), new Uint8Array(2), new Float64Array(1))).toThrow(
      /auc: 1 weights for 2 scores/,
    );
  });
});

describe('stratifiedAuc', () => {
  test('is 0.5 for a score that only tells the strata apart, where auc is high', () => {
    const scores = Float64Array.of(1, 1, 1, 9, 9, 9);
    const labels = Uint8Array.of(0, 0, 1, 0, 1, 1);
    expect(stratifiedAuc(scores, labels, { strata: Int32Array.of(0, 0, 0, 7, 7, 7) })).toBe(0.5);
    expect(auc(scores, labels)).toBeGreaterThan(0.6);
  });

  test('equals counting the pairs within strata', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { scores, labels, weights, strata } = arrays(list);
        const expected = byPairs(list, (a, b) => a.stratum === b.stratum);
        expect(stratifiedAuc(scores, labels, { strata, weights })).toSatisfy(near(expected));
      }),
      { numRuns: 300 },
    );
  });

  test('refuses lengths that differ', () => {
    const one = { scores: new Float64Array(1), labels: new Uint8Array(1), strata: new Int32Array(2) };
    expect(() => stratifiedAuc(one.scores, one.labels, one)).toThrow(/stratifiedAuc: 2 strata for 1 scores/);
  });
});
