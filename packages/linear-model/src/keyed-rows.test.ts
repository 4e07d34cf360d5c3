import { describe, expect, it } from 'vitest';
import type { KeyedEntries } from './keyed-rows.ts';
import { keyedRows } from './keyed-rows.ts';

const large = 0x7_0000_0001n;
const pairs: readonly (readonly [bigint, number])[] = [
  [1n, 0],
  [1n, 4],
  [2n, 1],
  [0x6_0000_0001n, 1],
  [large, 0],
  [large, 3],
];
const inBatchesOf = (size: number): KeyedEntries[] =>
  Array.from({ length: Math.ceil(pairs.length / size) }, (_, batch) => {
    const part = pairs.slice(batch * size, (batch + 1) * size);
    return { keys: BigInt64Array.from(part, ([key]) => key), columns: Int32Array.from(part, ([, column]) => column) };
  });

async function read(entries: Iterable<KeyedEntries>, maxRows?: number) {
  const matrices = [];
  for await (const { keys, matrix } of keyedRows(entries, { columns: 5, ...(maxRows ? { maxRows } : {}) })) {
    matrices.push(
      Array.from(keys, (key, row) => [
        key,
        [...matrix.columnIndex.subarray(matrix.rowStart[row], matrix.rowStart[row + 1])],
      ]),
    );
  }
  return matrices;
}

const rows = [
  [1n, [0, 4]],
  [2n, [1]],
  [0x6_0000_0001n, [1]],
  [large, [0, 3]],
];

describe('keyedRows', () => {
  it.each([1, 2, 3, 4, 6])('makes the same rows of batches of %i entries', async (size) => {
    expect(await read(inBatchesOf(size))).toEqual([rows]);
  });

  it('cuts between rows, never within one', async () => {
    expect(await read(inBatchesOf(4), 3)).toEqual([rows.slice(0, 3), rows.slice(3)]);
    expect(await read(inBatchesOf(4), 1)).toEqual(rows.map((row) => [row]));
  });

  it('keeps more keys than it had room for', async () => {
    const keys = BigInt64Array.from({ length: 5000 }, (_, i) => BigInt(i) * 3n);
    const [all] = await read([{ keys, columns: new Int32Array(5000) }]);
    expect(all).toHaveLength(5000);
    expect(all?.at(-1)).toEqual([14_997n, [0]]);
  });

  it('keeps levels, where it is told what they are worth', async () => {
    const entries = [
      { keys: BigInt64Array.of(1n, 1n, 2n), columns: Int32Array.of(0, 4, 1), levels: Uint8Array.of(9, 8, 7) },
    ];
    const levelValues = new Float32Array(256).fill(1);
    for await (const { matrix } of keyedRows(entries, { columns: 5, levelValues })) {
      expect(matrix.levelValues).toBe(levelValues);
      expect([...matrix.levels!]).toEqual([9, 8, 7]);
    }
    for await (const { matrix } of keyedRows(entries, { columns: 5 })) expect(matrix.levels).toBeUndefined();
  });

  it('gives nothing for nothing', async () => {
    expect(await read([])).toEqual([]);
  });

  it('refuses what is no matrix', async () => {
    const entries = (columns: number[]) => [{ keys: BigInt64Array.of(1n, 1n), columns: Int32Array.from(columns) }];
    await expect(read(entries([2, 1]))).rejects.toMatchObject({ code: 'invalid-matrix' });
    await expect(read(entries([2, 5]))).rejects.toMatchObject({ code: 'invalid-matrix' });
    await expect(read(entries([2]))).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(read([], -1)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
