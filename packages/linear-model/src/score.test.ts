import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MatrixBuilder } from './matrix-builder.ts';
import type { RowScale } from './problem.ts';
import { correctPrior, probability } from './probability.ts';
import { generator } from './random.ts';
import { scoreLane } from './score-lane.ts';
import { Lost, plainScores } from './score-plain.ts';
import { scoreRows } from './score-rows.ts';
import type { LinearModel } from './scoring-model.ts';
import { ScoringModel } from './scoring-model.ts';

const ints = (...values: number[]): Int32Array => Int32Array.from(values);

function matrixOf(rows: readonly (readonly number[])[], columns: number) {
  const builder = new MatrixBuilder(columns);
  for (const row of rows) {
    builder.startRow();
    for (const column of row.toSorted((a, b) => a - b)) builder.add(column);
  }
  return builder.build();
}

const matrix = matrixOf([[0, 1, 2, 3], [1], []], 4);
const fit = { weights: Float32Array.of(1, 2, 4, 8), bias: 0.5 };

describe('scoreLane', () => {
  test('adds up the weights, and cannot score an empty row', () => {
    expect([...scoreLane(matrix, fit, { rowScale: 'none' })]).toEqual([15.5, 2.5, NaN]);
    expect([...scoreLane(matrix, fit, { rowScale: 'inverse-sqrt-length' })]).toEqual([8, 2.5, NaN]);
  });

  test('neither counts nor adds a banned column', () => {
    const options = { rowScale: 'inverse-sqrt-length', banned: ints(1) } as const;
    const [first, ...others] = scoreLane(matrix, fit, options);
    expect(first).toBeCloseTo(0.5 + 13 / Math.sqrt(3), 14);
    expect(others).toEqual([NaN, NaN]);
  });

  test('writes where it is told, and refuses what does not fit', () => {
    const out = new Float64Array(3);
    expect(scoreLane(matrix, fit, { rowScale: 'none', out })).toBe(out);
    const wrong = { rowScale: 'none', out: new Float64Array(2) } as const;
    expect(() => scoreLane(matrix, fit, wrong)).toThrow(/out has 2 entries; expected 3/);
    expect(() => scoreLane(matrix, { ...fit, weights: new Float32Array(3) }, { rowScale: 'none' })).toThrow(
      /3 weights/,
    );
    expect(() => scoreLane(matrix, fit, { rowScale: 'none', banned: ints(4) })).toThrow(/banned\[0\] is 4/);
  });
});

describe('scoreRows', () => {
  test('is scoreLane for many models at once, to 32 bits', () => {
    const columns = 10;
    const row = fc.uniqueArray(fc.nat(columns - 1), { maxLength: columns });
    const weight = fc.float({ min: -3, max: 3, noNaN: true });
    const model = fc.record({
      weights: fc.array(weight, { minLength: columns, maxLength: columns }).map((list) => Float32Array.from(list)),
      bias: fc.double({ min: -5, max: 5, noNaN: true }),
      banned: fc
        .uniqueArray(fc.nat(columns - 1), { maxLength: 3 })
        .map((list) => ints(...list.toSorted((a, b) => a - b))),
    });
    const scale = fc.constantFrom<RowScale>('none', 'inverse-sqrt-length');
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 20 }),
        fc.array(model, { maxLength: 37 }),
        scale,
        (rows, models, rowScale) => {
          const batch = matrixOf(rows, columns);
          const scores = scoreRows(batch, new ScoringModel(models, { columns, rowScale }));
          expect(scores).toHaveLength(rows.length * models.length);
          models.forEach((one, m) => {
            const alone = scoreLane(batch, one, { rowScale, banned: one.banned });
            rows.forEach((_, at) => expect(scores[at * models.length + m]).toBe(Math.fround(alone[at]!)));
          });
        },
      ),
      { numRuns: 200, plugins: [fc.interruptAfterTimeLimit(20_000)] },
    );
  });

  test('reuses a buffer, also a longer one', () => {
    const model = new ScoringModel([fit, fit], { columns: 4, rowScale: 'none' });
    const out = new Float32Array(9);
    expect(scoreRows(matrix, model, out)).toBe(out);
    expect([...out]).toEqual([15.5, 15.5, 2.5, 2.5, NaN, NaN, 0, 0, 0]);
  });

  test('refuses what does not fit', () => {
    const options = { columns: 4, rowScale: 'none' } as const;
    const pack = (change: Partial<LinearModel>) => () => new ScoringModel([fit, { ...fit, ...change }], options);
    expect(pack({ weights: new Float32Array(5) })).toThrow(/model 1 has 5 weights; expected one a column, 4/);
    expect(pack({ banned: ints(2, 1) })).toThrow(/model 1: banned\[1\] is 1, after 2/);
    const model = new ScoringModel([fit], options);
    expect(() => scoreRows(matrix, model, new Float32Array(2))).toThrow(/out has 2 entries; expected at least .* 3/);
    expect(() => scoreRows(matrixOf([[0]], 5), model)).toThrow(/the matrix has 5 columns; expected the model's 4/);
  });
});

describe('probability, correctPrior', () => {
  test('turn a margin learned on sampled negatives into the rate among all', () => {
    // 10 positives among 10 + 90 at a rate of 0.1 are 10 among 10 + 900.
    const bias = Math.log(10 / 90);
    expect(probability(bias)).toBeCloseTo(0.1, 14);
    expect(probability(correctPrior(bias, 0.1))).toBeCloseTo(10 / 910, 14);
    expect(correctPrior(bias, 1)).toBe(bias);
  });

  test.each([0, -1, 1.01, NaN])('refuse a rate of %s', (rate) => {
    expect(() => correctPrior(0, rate)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('a matrix with levels', () => {
  const levels = Uint8Array.from(matrix.columnIndex, (_, at) => at % 3);
  const levelValues = Float32Array.from({ length: 256 }, (_, level) => 1 + level / 2);
  const valued = { ...matrix, levels, levelValues };

  test('is worth its values, and a row has length 1 when scaled', () => {
    expect(scoreLane(valued, fit, { rowScale: 'none' })[0]).toBe(0.5 + 1 + 1.5 * 2 + 2 * 4 + 8);
    const scaled = scoreLane(valued, fit, { rowScale: 'inverse-sqrt-length', banned: ints(3) });
    expect(scaled[0]).toBeCloseTo(0.5 + 12 / Math.sqrt(1 + 2.25 + 4), 12);
    for (const rowScale of ['none', 'inverse-sqrt-length'] as const) {
      const models = [fit, { ...fit, banned: ints(1, 3) }];
      const scores = scoreRows(valued, new ScoringModel(models, { columns: 4, rowScale }));
      models.forEach((model, m) => {
        const alone = scoreLane(valued, model, { rowScale, ...('banned' in model ? { banned: model.banned } : {}) });
        expect(Float32Array.from(alone, (_, row) => scores[row * 2 + m]!)).toEqual(Float32Array.from(alone));
      });
    }
  });
});

describe('the scoring kernel and the plain code', () => {
  const next = generator(3);
  const chance = (): number => next() / 2 ** 32;
  const columns = 40;
  const random = matrixOf(
    Array.from({ length: 5000 }, () =>
      Array.from({ length: columns }, (_, column) => column).filter(() => chance() < 0.2),
    ),
    columns,
  );
  const levels = Uint8Array.from(random.columnIndex, () => next() % 5);
  const levelValues = Float32Array.from({ length: 256 }, (_, level) => Math.log1p(1 + level));
  const models = Array.from({ length: 37 }, (_, m) => ({
    weights: Float32Array.from({ length: columns }, () => chance() - 0.5),
    bias: chance(),
    banned: m % 4 === 0 ? ints(m % 7, 20) : ints(),
  }));

  test.each([1, 4, 15, 16, 17, 24, 37])('give the same bits, more rows than a chunk, %i models', (count) => {
    for (const batch of [random, { ...random, levels, levelValues }]) {
      for (const rowScale of ['none', 'inverse-sqrt-length'] as const) {
        const model = new ScoringModel(models.slice(0, count), { columns, rowScale, precision: 'single' });
        expect(model.packed.runs).toBe(true);
        const plain = new Float32Array(batch.rows * count);
        for (let row = 0; row < batch.rows; row++)
          plainScores({ matrix: batch, model, scores: plain, lost: new Lost(count), sums: new Float64Array(4) }, row);
        const single = scoreRows(batch, model);
        expect(single).toEqual(plain);
        const double = scoreRows(batch, new ScoringModel(models.slice(0, count), { columns, rowScale }));
        const off = single.map((score, at) => Math.abs(score - double[at]!));
        expect(off.filter((gap) => gap > 3e-6)).toHaveLength(0);
        expect(Array.from(single, Number.isNaN)).toEqual(Array.from(double, Number.isNaN));
      }
    }
  });

  test('give the same bits with fixed columns, also where a row loses tokens to bans', () => {
    for (const value of [0, 0.3]) {
      for (const batch of [random, { ...random, levels, levelValues }]) {
        const fixed = { from: 30, value };
        const options = { columns, rowScale: 'inverse-sqrt-length', fixed } as const;
        const model = new ScoringModel(models, { ...options, precision: 'single' });
        const plain = new Float32Array(batch.rows * models.length);
        const scoring = {
          matrix: batch,
          model,
          scores: plain,
          lost: new Lost(models.length),
          sums: new Float64Array(4),
        };
        for (let row = 0; row < batch.rows; row++) plainScores(scoring, row);
        const single = scoreRows(batch, model);
        expect(single).toEqual(plain);
        const double = scoreRows(batch, new ScoringModel(models, options));
        expect(single.filter((score, at) => Math.abs(score - double[at]!) > 3e-6)).toHaveLength(0);
        expect(Array.from(single, Number.isNaN)).toEqual(Array.from(double, Number.isNaN));
      }
    }
  });

  test.each([0, 1, 2, 3, 5])('give the same bits wherever the arrays of a batch begin, here at %i', (lead) => {
    const from = random.rowStart[1]!;
    const rowStart = random.rowStart.slice(1).map((start) => start - from);
    const placed = <T extends Int32Array | Uint8Array>(array: T, room: T): T => {
      room.set(array.subarray(from), lead);
      return room.subarray(lead) as T;
    };
    const batch = {
      rows: random.rows - 1,
      columns,
      rowStart,
      columnIndex: placed(random.columnIndex, new Int32Array(random.columnIndex.length - from + lead)),
      levels: placed(levels, new Uint8Array(levels.length - from + lead)),
      levelValues,
    };
    const model = new ScoringModel(models, { columns, rowScale: 'none', precision: 'single' });
    expect(scoreRows(batch, model)).toEqual(
      scoreRows({ ...random, levels, levelValues }, model).subarray(models.length),
    );
  });

  test('share the rows: what is too long for the kernel is done plainly', () => {
    const wide = 300_000;
    const row = Array.from({ length: wide }, (_, column) => column);
    const one = { weights: new Float32Array(wide).fill(2 ** -10), bias: 1 };
    const scores = scoreRows(
      matrixOf([[5], row, [7]], wide),
      new ScoringModel([one], { columns: wide, rowScale: 'none', precision: 'single' }),
    );
    expect([...scores]).toEqual([1 + 2 ** -10, 1 + wide / 1024, 1 + 2 ** -10]);
  });

  test('without WebAssembly, the plain code does it all', async () => {
    const script = `
      delete globalThis.WebAssembly;
      const { ScoringModel, scoreRows } = await import('./src/index.ts');
      const matrix = { rows: 2, columns: 2, rowStart: Int32Array.of(0, 2, 3), columnIndex: Int32Array.of(0, 1, 1) };
      const model = { weights: Float32Array.of(1, 2), bias: 0.5, banned: Int32Array.of(1) };
      console.log(scoreRows(matrix, new ScoringModel([model], { columns: 2, rowScale: 'none', precision: 'single' })).join(' '));`;
    const cwd = fileURLToPath(new URL('../', import.meta.url));
    const flags = ['--input-type=module-typescript', '--eval', script];
    expect((await promisify(execFile)(process.execPath, flags, { cwd })).stdout).toBe('1.5 NaN\n');
  });
});
