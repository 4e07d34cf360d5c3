import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, log, logistic, softplus } from './numeric.ts';

const number = fc.double({ min: -700, max: 700, noNaN: true });

function near(found: number, expected: number, relative = 4e-14): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

test('exp agrees with Math.exp, and ends in 0 and Infinity', () => {
  fc.assert(fc.property(number, (x) => near(exp(x), Math.exp(x))));
  expect([exp(0), exp(709), exp(1e9), exp(-709), exp(-Infinity), exp(NaN)]).toEqual([1, Infinity, Infinity, 0, 0, NaN]);
  near(exp(708.99), Math.exp(708.99));
  near(exp(-707.99), Math.exp(-707.99));
});

test('log agrees with Math.log', () => {
  expect(log(1)).toBe(0);
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(4e-14 * Math.max(Math.abs(Math.log(x)), 0.01));
    }),
  );
});

test('softplus keeps its digits where the plain formula loses them', () => {
  fc.assert(fc.property(number, (x) => near(softplus(x), Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))));
  near(softplus(-40), Math.exp(-40));
  expect([softplus(Infinity), softplus(-Infinity)]).toEqual([Infinity, 0]);
});

test('logistic runs from 0 to 1', () => {
  expect([logistic(0), logistic(Infinity), logistic(-Infinity)]).toEqual([0.5, 1, 0]);
  near(logistic(Math.log(3)), 0.75);
});
