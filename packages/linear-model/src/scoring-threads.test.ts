import { describe, expect, test } from 'vitest';
import type { SparseMatrix } from './matrix.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import { generator } from './random.ts';
import { scoreRows } from './score-rows.ts';
import { ScoringModel } from './scoring-model.ts';
import { ScoringThreads } from './scoring-threads.ts';

const columns = 300;
const next = generator(5);

function randomMatrix(rows: number): SparseMatrix {
  const builder = new MatrixBuilder(columns);
  for (let row = 0; row < rows; row++) {
    builder.startRow();
    for (let column = next() % 20; column < columns; column += 1 + (next() % 20)) builder.add(column);
  }
  return builder.build();
}

const models = Array.from({ length: 21 }, (_, m) => ({
  weights: Float32Array.from({ length: columns }, () => next() / 2 ** 32 - 0.5),
  bias: m / 7,
  banned: m % 5 === 0 ? Int32Array.of(3, 50 + m) : new Int32Array(0),
}));
const options = { columns, rowScale: 'inverse-sqrt-length', fixed: { from: 290, value: 0.3 } } as const;

const bitsOf = (scores: Float32Array): Buffer => Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength);

const withLevels = (matrix: SparseMatrix): SparseMatrix => ({
  ...matrix,
  levels: Uint8Array.from(matrix.columnIndex, (column) => column % 256),
  levelValues: Float32Array.from({ length: 256 }, (_, level) => 1 + level / 9),
});

/** The same numbers in shared memory. */
const sharedFloats = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));
const sharedInts = (of: Int32Array): Int32Array => {
  const copy = new Int32Array(new SharedArrayBuffer(4 * of.length));
  copy.set(of);
  return copy;
};

describe('scoring threads', () => {
  test('give the bits of scoreRows for any number of threads, kernel and batch', async () => {
    const plain = [randomMatrix(4000), randomMatrix(30)];
    const batches = [...plain, ...[randomMatrix(5123), randomMatrix(3000)].map(withLevels)];
    for (const precision of ['single', 'double'] as const) {
      const alone = new ScoringModel(models, { ...options, precision });
      for (const count of [1, 2, 3]) {
        const threads = new ScoringThreads(new ScoringModel(models, { ...options, precision, threads: count }));
        for (const matrix of batches) {
          expect(bitsOf(await threads.scoreRows(matrix)).equals(bitsOf(scoreRows(matrix, alone)))).toBe(true);
        }
        await threads.stop();
      }
    }
  });

  test('write where they are told, in shared memory and out of it', async () => {
    const matrix = randomMatrix(4000);
    const model = new ScoringModel(models, { ...options, precision: 'single', threads: 2 });
    const threads = new ScoringThreads(model);
    const expected = scoreRows(matrix, model);
    for (const out of [sharedFloats(expected.length + 3), new Float32Array(expected.length + 3)]) {
      expect(await threads.scoreRows(matrix, out)).toBe(out);
      expect(out.subarray(0, expected.length)).toEqual(expected);
      expect([...out.subarray(expected.length)]).toEqual([0, 0, 0]);
    }
    const there = { ...matrix, rowStart: sharedInts(matrix.rowStart), columnIndex: sharedInts(matrix.columnIndex) };
    expect(await threads.scoreRows(there)).toEqual(expected);
    await threads.stop();
  });

  test('refuse what does not fit', async () => {
    expect(() => new ScoringModel(models, { ...options, threads: 0 })).toThrow(/threads is 0; expected a whole number/);
    const threads = new ScoringThreads(new ScoringModel(models, { ...options, threads: 2 }));
    const matrix = randomMatrix(4000);
    await expect(threads.scoreRows({ ...matrix, columns: columns + 1 })).rejects.toThrow(/matrix has 301 columns/);
    await expect(threads.scoreRows(matrix, new Float32Array(5))).rejects.toThrow(/out has 5 entries/);
    await threads.stop();
  });

  test('a thread that cannot do its work fails the batch, with the reason', async () => {
    const model = new ScoringModel(models, { ...options, precision: 'single', threads: 2 });
    // Without its memory, a thread throws as it comes up; this one works on.
    Object.assign(model.packed, { state: { plan: model.packed.state.plan } });
    const threads = new ScoringThreads(model);
    const failed = expect.objectContaining({ code: 'thread-failed', cause: expect.any(TypeError) });
    await expect(threads.scoreRows(randomMatrix(4000))).rejects.toThrow(failed);
    await expect(threads.scoreRows(randomMatrix(30))).rejects.toThrow(failed);
    await threads.stop();
  });
});
