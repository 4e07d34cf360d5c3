import { describe, expect, test } from 'vitest';
import { plattScaling } from './calibrate.ts';
import { probability } from './probability.ts';
import { generator } from './random.ts';

/** Margins z whose label is 1 with the probability of 0.5 z - 2. */
function sample(rows: number): { margins: Float64Array; labels: Uint8Array } {
  const next = generator(5);
  const chance = (): number => next() / 2 ** 32;
  const margins = Float64Array.from({ length: rows }, () => 12 * chance() - 6);
  return { margins, labels: Uint8Array.from(margins, (z) => (chance() < probability(0.5 * z - 2) ? 1 : 0)) };
}

describe('plattScaling', () => {
  const { margins, labels } = sample(20_000);

  test('finds the line that the labels were drawn by', () => {
    const { slope, intercept } = plattScaling(margins, labels);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(intercept).toBeCloseTo(-2, 1);
    const expected = margins.reduce((sum, z) => sum + probability(slope * z + intercept), 0);
    expect(Math.abs(expected / labels.reduce((sum, label) => sum + label, 0) - 1)).toBeLessThan(0.002);
  });

  test('takes a weight as that many rows, and passes over NaN', () => {
    const few = margins.subarray(0, 600);
    const weights = Float64Array.from(few, (_, row) => row % 3);
    const repeated = Array.from(few.keys()).flatMap((row) => Array<number>(row % 3).fill(row));
    const weighted = plattScaling(
      Float64Array.of(...few, NaN),
      Uint8Array.of(...labels.subarray(0, 600), 1),
      Float64Array.of(...weights, 7),
    );
    const plain = plattScaling(
      Float64Array.from(repeated, (row) => few[row]!),
      Uint8Array.from(repeated, (row) => labels[row]!),
    );
    expect(weighted.slope).toBeCloseTo(plain.slope, 6);
    expect(weighted.intercept).toBeCloseTo(plain.intercept, 6);
  });

  test('stays finite when the margins tell the classes apart, or nothing at all', () => {
    const apart = plattScaling(Float64Array.of(-1, -2, 1, 2), Uint8Array.of(0, 0, 1, 1));
    expect(apart.slope).toBeGreaterThan(0);
    expect(apart.slope).toBeLessThan(10);
    const flat = plattScaling(Float64Array.of(3, 3, 3), Uint8Array.of(0, 0, 1));
    expect(flat.slope * 3 + flat.intercept).toBeCloseTo(Math.log((2 / 3 + 0.5) / (3 - 2 / 3 - 0.5)), 3);
  });

  test('refuses what cannot be calibrated', () => {
    expect(() => plattScaling(Float64Array.of(1, NaN), Uint8Array.of(1, 0))).toThrow(
      /weigh 1 as positives and 0 as negatives/,
    );
    expect(() => plattScaling(Float64Array.of(1), Uint8Array.of(1, 0))).toThrow(/2 labels for 1 scores/);
  });
});
