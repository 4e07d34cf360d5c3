import { describe, expect, it } from 'vitest';
import { worst } from './outcome.ts';

describe('worst', () => {
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[0, 75], 75],
    [[75, 4], 4],
    [[4, 3], 3],
    [[3, 2], 2],
    [[2, 1], 1],
    [[1, 130], 130],
    [[130, 143], 143],
    [[99], 1],
  ])('of %j is %i', (codes, status) => {
    expect(worst(codes)).toBe(status);
  });
});
