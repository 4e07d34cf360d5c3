import { expect, test } from 'vitest';
import { carryOver } from './carry-over.ts';
import { overRelaxation } from './over-relaxation.ts';
import { residualAllowed } from './stopping-rule.ts';

/** What the guess makes of a quantity that is C to some power. */
function guessed(power: number, [earlier, latest, next]: readonly [number, number, number]): number {
  const guess = carryOver({ next, latest, earlier });
  return guess.latest * latest ** power + guess.earlier * earlier ** power;
}

test('one solution is multiplied by the root', () => {
  expect(carryOver({ next: 4, latest: 1, earlier: undefined })).toEqual({ latest: 2, earlier: 0 });
});

test('two foretell what grows by C^0.3 and by C^0.5, at even and uneven steps', () => {
  for (const path of [
    [0.01, 0.03, 0.1],
    [1, 4, 5],
    [0.5, 0.7, 1],
  ] as const) {
    for (const power of [0.3, 0.5]) expect(guessed(power, path)).toBeCloseTo(path[2] ** power, 10);
  }
});

test('what grows otherwise is foretold better than by the root', () => {
  for (const power of [0, 0.15, 0.7, 1]) {
    const wanted = 10 ** power;
    const byRoot = 3 ** power * Math.sqrt(10 / 3);
    expect(Math.abs(guessed(power, [1, 3, 10]) - wanted)).toBeLessThan(Math.abs(byRoot - wanted));
  }
});

test('two that lie close together do not foretell what is far', () => {
  expect(carryOver({ next: 100, latest: 1, earlier: 0.9 })).toEqual({ latest: 10, earlier: 0 });
});

test('nor do two that differ by rounding, however near the third is', () => {
  const step = Number.EPSILON;
  expect(carryOver({ next: 1 + 2 * step, latest: 1 + step, earlier: 1 })).toEqual({ latest: 1, earlier: 0 });
});

test('a step is never twice as long, and as it is where C is small', () => {
  expect(overRelaxation(1, 20)).toBeCloseTo(1.3);
  expect(overRelaxation(1e-6, 20)).toBeCloseTo(1);
  expect(overRelaxation(1e6, 20)).toBeLessThan(1.6);
});

test('the tolerance is what it says at medium strengths, and stricter at either end', () => {
  const share = (strength: number): number =>
    residualAllowed(0.01, { strength, squaredLength: 20, positives: 100 }) / (0.01 * strength * 100);
  expect(share(0.1)).toBeGreaterThan(0.8);
  expect(share(10)).toBeLessThan(0.1);
  expect(share(0.005)).toBeLessThan(0.4);
  expect(share(1e-9)).toBeCloseTo(0.25);
});
