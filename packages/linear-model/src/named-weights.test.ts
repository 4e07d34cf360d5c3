import { describe, expect, it } from 'vitest';
import { columnsNamed, overColumns } from './named-weights.ts';

const columnOf = new Map([
  ['a', 0],
  ['b', 1],
  ['c', 2],
]);

describe('overColumns', () => {
  it('puts weights where the matrix has their names', () => {
    const model = { bias: -1, tokens: ['c', 'gone', 'a'], weights: Float32Array.of(3, 9, 1), banned: ['b', 'gone'] };
    expect(overColumns(model, columnOf)).toEqual({
      bias: -1,
      weights: Float32Array.of(1, 0, 3),
      banned: Int32Array.of(1),
    });
  });

  it('refuses weights without a name', () => {
    const model = { bias: 0, tokens: ['a'], weights: Float32Array.of(1, 2), banned: [] };
    expect(() => overColumns(model, columnOf)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('2 weights for 1 tokens') }),
    );
  });
});

describe('columnsNamed', () => {
  it('is ascending, without repetition', () => {
    expect(columnsNamed(['c', 'a', 'c', 'gone'], columnOf)).toEqual(Int32Array.of(0, 2));
    expect(columnsNamed([], columnOf)).toEqual(new Int32Array(0));
  });
});
