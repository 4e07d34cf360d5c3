import { describe, expect, test } from 'vitest';
import { fitPath } from './fit-path.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { Fit, FixedColumns, PathOptions, Problem, RowScale } from './problem.ts';
import { generator } from './random.ts';
import { scoreLane } from './score-lane.ts';
import { scoreRows } from './score-rows.ts';
import { ScoringModel } from './scoring-model.ts';

const columns = 40;
const from = 34;
const scales: readonly RowScale[] = ['none', 'inverse-sqrt-length'];

/** Rows with tokens below `from`, some without any, and one or two fixed columns that tell something. */
function problemOf(rowScale: RowScale, fixed?: FixedColumns): Problem {
  const next = generator(5);
  const chance = (): number => next() / 2 ** 32;
  const builder = new MatrixBuilder(columns);
  const positives: number[] = [];
  for (let row = 0; row < 900; row++) {
    builder.startRow();
    if (row % 50 !== 0) for (let at = 0; at < from; at++) if (chance() < 0.15) builder.add(at);
    const group = next() % 4;
    builder.add(from + group);
    if (chance() < 0.5) builder.add(columns - 1);
    if (chance() < 0.1 + group * 0.15) positives.push(row);
  }
  const matrix = builder.build();
  const levels = {
    levels: Uint8Array.from(matrix.columnIndex, () => Math.floor(chance() * 4)),
    levelValues: Float32Array.from({ length: 256 }, (_, level) => 0.5 + level / 3),
  };
  const lane = { positives: Int32Array.from(positives), excluded: Int32Array.of(3, 7) };
  const bans = [[], [0], [1, 5, 9]];
  return {
    matrix: { ...matrix, ...levels },
    lanes: bans.map((banned, at) => Object.assign({ name: `${at}`, banned: Int32Array.from(banned) }, lane)),
    rowScale,
    ...(fixed && { fixed }),
  };
}

async function collect(problem: Problem, options: PathOptions): Promise<Fit[]> {
  const fits: Fit[] = [];
  const positives = problem.lanes.map((lane) => lane.positives.filter((row) => row !== 3 && row !== 7));
  const lanes = problem.lanes.map((lane, at) => ({ ...lane, positives: positives[at]! }));
  for await (const fit of fitPath({ ...problem, lanes }, options)) fits.push(fit);
  return fits;
}

const close = { strengths: [0.1, 1], kernel: 'plain', tolerance: 1e-9, maxEpochs: 20_000 } as const;

describe('fixed columns', () => {
  test.each(scales)('the kernels agree on them (%s)', async (rowScale) => {
    const problem = problemOf(rowScale, { from, value: 0.3 });
    const plain = await collect(problem, close);
    const batched = await collect(problem, { ...close, kernel: 'wasm', tolerance: 1e-4 });
    batched.forEach((fit, at) => {
      const { objective, weights, bias, positives, negatives } = plain[at]!;
      expect(fit).toMatchObject({ converged: true, positives, negatives });
      expect(Math.abs(fit.objective / objective - 1)).toBeLessThan(2e-6);
      expect(Math.abs(fit.bias - bias)).toBeLessThan(2e-3);
      fit.weights.forEach((weight, column) => expect(Math.abs(weight - weights[column]!)).toBeLessThan(2e-3));
    });
    expect(plain.filter(({ weights }) => weights[from + 3]! > weights[from]!)).toHaveLength(plain.length);
    expect(plain.filter(({ positives, negatives }) => positives + negatives < 890)).toHaveLength(plain.length);
  });

  test('their gradient is zero: the penalty answers the loss times their value, whatever the row is scaled by', async () => {
    const value = 0.3;
    const problem = problemOf('inverse-sqrt-length', { from, value });
    const [fit] = await collect({ ...problem, lanes: problem.lanes.slice(1, 2) }, { ...close, strengths: [1] });
    const lane = problem.lanes[1]!;
    const margins = scoreLane(problem.matrix, fit!, { ...problem, fixed: problem.fixed!, banned: lane.banned });
    const gradient = fit!.weights.slice(from);
    margins.forEach((margin, row) => {
      if (Number.isNaN(margin) || row === 3 || row === 7) return;
      const lack = (lane.positives.includes(row) ? 1 : 0) - 1 / (1 + Math.exp(-margin));
      const { rowStart, columnIndex } = problem.matrix;
      for (const column of columnIndex.subarray(rowStart[row], rowStart[row + 1])) {
        if (column >= from) gradient[column - from] = gradient[column - from]! - value * lack;
      }
    });
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-4);
  });

  test.each(['plain', 'wasm'] as const)('worth 0, they are as if they were not there (%s)', async (kernel) => {
    const options = { strengths: [0.1, 1], kernel } as const;
    const fits = await collect(problemOf('inverse-sqrt-length', { from, value: 0 }), options);
    const { matrix, ...rest } = problemOf('inverse-sqrt-length');
    const builder = new MatrixBuilder(columns, matrix.levelValues);
    for (let row = 0; row < matrix.rows; row++) {
      builder.startRow();
      for (let entry = matrix.rowStart[row]!; entry < matrix.rowStart[row + 1]!; entry++) {
        if (matrix.columnIndex[entry]! < from) builder.add(matrix.columnIndex[entry]!, matrix.levels![entry]);
      }
    }
    expect(fits).toEqual(await collect({ ...rest, matrix: builder.build() }, options));
  });

  test.each(scales)('are scored alike by lane and by rows, in either precision (%s)', async (rowScale) => {
    const fixed = { from, value: 0.3 };
    const { matrix, lanes } = problemOf(rowScale, fixed);
    const models = lanes.map(({ banned }, m) => ({
      weights: Float32Array.from({ length: columns }, (_, column) => Math.sin(column + m)),
      bias: m / 2,
      banned,
    }));
    const double = scoreRows(matrix, new ScoringModel(models, { columns, rowScale, fixed }));
    const single = scoreRows(matrix, new ScoringModel(models, { columns, rowScale, fixed, precision: 'single' }));
    models.forEach((model, m) => {
      scoreLane(matrix, model, { rowScale, fixed, banned: model.banned }).forEach((score, row) => {
        expect(double[row * models.length + m]).toBe(Math.fround(score));
        const off = Math.abs(single[row * models.length + m]! - score);
        expect(Number.isNaN(score) ? Number.isNaN(off) : off < 3e-6).toBe(true);
      });
    });
    expect(Number.isNaN(double[0]!)).toBe(true);
  });

  test.each([
    [{ from: 41, value: 1 }, /fixed.from is 41; expected a whole number from 0 to 40/],
    [{ from: 0.5, value: 1 }, /fixed.from is 0.5/],
    [{ from, value: -1 }, /fixed.value is -1; expected a finite number from 0/],
    [{ from, value: Infinity }, /fixed.value is Infinity/],
    [{ from: 9, value: 1 }, /banned has column 9, which is fixed \(from 9\)/],
  ])('%j is refused', async (fixed, message) => {
    const problem = problemOf('none', fixed);
    await expect(collect(problem, close)).rejects.toThrow(message);
    const banned = Int32Array.of(9);
    expect(() =>
      scoreLane(problem.matrix, { weights: new Float32Array(columns), bias: 0 }, { rowScale: 'none', fixed, banned }),
    ).toThrow(message);
    const model = { weights: new Float32Array(columns), bias: 0, banned };
    expect(() => new ScoringModel([model], { columns, rowScale: 'none', fixed })).toThrow(message);
  });
});
