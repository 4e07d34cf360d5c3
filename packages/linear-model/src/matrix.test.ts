import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinearModelError } from './error.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { SparseMatrix } from './matrix.ts';
import { checkMatrix } from './matrix.ts';

const good: SparseMatrix = {
  rows: 2,
  columns: 3,
  rowStart: Int32Array.of(0, 2, 3),
  columnIndex: Int32Array.of(0, 2, 1),
};

describe('checkMatrix', () => {
  test('takes what keeps the layout', () => {
    expect(() => checkMatrix(good)).not.toThrow();
    expect(() =>
      checkMatrix({ ...good, rows: 0, rowStart: Int32Array.of(0), columnIndex: new Int32Array(0) }),
    ).not.toThrow();
  });

  test.each<[string, Partial<SparseMatrix>, RegExp]>([
    ['a fraction of a row', { rows: 1.5 }, /1\.5 rows x 3 columns/],
    ['too few offsets', { rowStart: Int32Array.of(0, 3) }, /rowStart has 2 entries; expected rows \+ 1 = 3/],
    ['a first offset', { rowStart: Int32Array.of(1, 2, 3) }, /rowStart\[0\] is 1/],
    [
      'a last offset',
      { rowStart: Int32Array.of(0, 2, 2) },
      /rowStart\[2\] is 2; expected the length of columnIndex, 3/,
    ],
    ['a falling offset', { rowStart: Int32Array.of(0, -1, 3) }, /rowStart falls from 0 to -1 at row 0/],
    ['an offset past the end', { rowStart: Int32Array.of(0, 9, 3) }, /rowStart\[1\] is 9; expected at most/],
    ['a column out of range', { columnIndex: Int32Array.of(0, 3, 1) }, /column 3 in row 0 \(columnIndex\[1\]\)/],
    ['a negative column', { columnIndex: Int32Array.of(-1, 2, 1) }, /column -1 in row 0/],
    ['a repeated column', { columnIndex: Int32Array.of(2, 2, 1) }, /column 2 after 2 in row 0/],
  ])('refuses %s', (_, change, message) => {
    const check = (): void => checkMatrix({ ...good, ...change });
    expect(check).toThrow(LinearModelError);
    expect(check).toThrow(expect.objectContaining({ code: 'invalid-matrix', message: expect.stringMatching(message) }));
  });
});

describe('MatrixBuilder', () => {
  test('builds any rows, also more than its first buffers hold', () => {
    const rows = fc.array(fc.uniqueArray(fc.nat(99), { maxLength: 30 }), { maxLength: 3000, size: 'max' });
    fc.assert(
      fc.property(rows, (lists) => {
        const builder = new MatrixBuilder(100);
        lists.forEach((list, row) => {
          expect(builder.startRow()).toBe(row);
          for (const column of list.toSorted((a, b) => a - b)) builder.add(column);
        });
        const matrix = builder.build();
        checkMatrix(matrix);
        const read = lists.map((_, row) =>
          Array.from(matrix.columnIndex.slice(matrix.rowStart[row], matrix.rowStart[row + 1])),
        );
        expect(read).toEqual(lists.map((list) => list.toSorted((a, b) => a - b)));
      }),
      { numRuns: 20 },
    );
  });

  test('refuses columns it cannot place', () => {
    const builder = new MatrixBuilder(3);
    expect(() => builder.add(0)).toThrow(/column 0 before the first startRow/);
    builder.startRow();
    builder.add(1);
    expect(() => builder.add(1)).toThrow(/column 1 after column 1 in row 0/);
    expect(() => builder.add(3)).toThrow(/column 3 in row 0; expected a whole number from 0 to 2/);
    expect(() => builder.add(1.5)).toThrow(/column 1\.5 in row 0/);
    expect(() => builder.add(NaN)).toThrow(/column NaN in row 0/);
  });

  test('refuses a wrong number of columns, and use after build', () => {
    expect(() => new MatrixBuilder(-1)).toThrow(/-1 columns/);
    const builder = new MatrixBuilder(3);
    builder.build();
    for (const use of [() => builder.startRow(), () => builder.add(0), () => builder.build()]) {
      expect(use).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });
});

describe('levels', () => {
  const matrix = { rows: 1, columns: 3, rowStart: Int32Array.of(0, 2), columnIndex: Int32Array.of(0, 2) };
  const levelValues = new Float32Array(256).fill(1, 0, 5);

  test('come out of the builder as they went in, also more than its first buffers hold', () => {
    const values = Float32Array.from({ length: 256 }, (_, level) => 1 + level);
    const builder = new MatrixBuilder(3, values);
    for (let row = 0; row < 9000; row++) {
      builder.startRow();
      builder.add(0, row % 256);
      builder.add(2);
    }
    const built = builder.build();
    expect(() => checkMatrix(built)).not.toThrow();
    expect(built.levelValues).toBe(values);
    expect(built.levels).toEqual(Uint8Array.from({ length: 18_000 }, (_, at) => (at % 2 === 0 ? (at / 2) % 256 : 0)));
  });

  test('may go with their values', () => {
    expect(() => checkMatrix({ ...matrix, levels: Uint8Array.of(4, 0), levelValues })).not.toThrow();
  });

  test.each([
    [{ levels: Uint8Array.of(1, 1) }, /levels without levelValues; expected both/],
    [{ levelValues }, /levelValues without levels; expected both/],
    [{ levels: Uint8Array.of(1), levelValues }, /1 levels for 2 entries/],
    [{ levels: Uint8Array.of(1, 1), levelValues: new Float32Array(5) }, /levelValues has 5 entries; expected 256/],
    [
      { levels: Uint8Array.of(1, 5), levelValues },
      /levelValues\[5\] is 0, used by entry 1; expected a finite number above 0/,
    ],
  ])('are refused where they do not fit', (change, message) => {
    expect(() => checkMatrix({ ...matrix, ...change })).toThrow(message);
  });
});
