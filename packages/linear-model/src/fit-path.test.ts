import { describe, expect, test } from 'vitest';
import { fitPath } from './fit-path.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { SparseMatrix } from './matrix.ts';
import type { Fit, Lane, PathOptions, Problem, RowScale } from './problem.ts';
import { generator } from './random.ts';

const scales: readonly RowScale[] = ['none', 'inverse-sqrt-length'];
/** Close enough to the optimum to compare with another solver. */
const tight = { tolerance: 1e-9, maxEpochs: 5_000 };

async function collect(problem: Problem, options: PathOptions): Promise<Fit[]> {
  const fits: Fit[] = [];
  for await (const fit of fitPath(problem, options)) fits.push(fit);
  return fits;
}

function matrixOf(rows: readonly (readonly number[])[], columns: number): SparseMatrix {
  const builder = new MatrixBuilder(columns);
  for (const row of rows) {
    builder.startRow();
    for (const column of row) builder.add(column);
  }
  return builder.build();
}

const ints = (...values: number[]): Int32Array => Int32Array.from(values);

/** A problem with everything in it: empty rows, rows of banned columns only, excluded and untrainable rows. */
function randomProblem(seed: number, rowScale: RowScale): Problem {
  const next = generator(seed);
  const chance = (): number => next() / 2 ** 32;
  const columns = 12;
  const rows = Array.from({ length: 300 }, () =>
    Array.from({ length: columns }, (_, column) => column).filter((column) => chance() < 0.5 / (1 + column / 3)),
  );
  const pick = (wanted: (row: readonly number[], at: number) => boolean): Int32Array =>
    Int32Array.from(rows.keys()).filter((at) => wanted(rows[at]!, at));
  const lanes = [ints(), ints(0), ints(1, 4)].map((banned, at): Lane => {
    const positives = pick((row) => chance() < (row.includes(3) ? 0.6 : 0.15));
    const positive = new Set(positives);
    return { name: `lane ${at}`, positives, excluded: pick((_, row) => !positive.has(row) && chance() < 0.1), banned };
  });
  const trainable = Uint8Array.from(rows, () => (chance() < 0.8 ? 1 : 0));
  return { matrix: matrixOf(rows, columns), lanes, rowScale, trainable };
}

interface Example {
  /** By column, dense. */
  readonly x: readonly number[];
  readonly y: 1 | -1;
}

/** The rows a lane should learn from, dense, picked by the words of the interface. */
function examples({ matrix, lanes, rowScale, trainable }: Problem, lane: number): Example[] {
  const { positives, excluded, banned } = lanes[lane]!;
  const list: Example[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    const allowed = Array.from(matrix.columnIndex.slice(matrix.rowStart[row], matrix.rowStart[row + 1])).filter(
      (column) => !banned.includes(column),
    );
    if (trainable?.[row] === 0 || excluded.includes(row) || allowed.length === 0) continue;
    const value = rowScale === 'none' ? 1 : 1 / Math.sqrt(allowed.length);
    const x = Array.from({ length: matrix.columns }, (_, column) => (allowed.includes(column) ? value : 0));
    list.push({ x, y: positives.includes(row) ? 1 : -1 });
  }
  return list;
}

const priorBias = (list: readonly Example[]): number => {
  const positives = list.filter(({ y }) => y === 1).length;
  return Math.log(positives / (list.length - positives));
};

/** theta is the weights, then the bias. */
function margin(theta: readonly number[], { x, y }: Example): number {
  return y * x.reduce((sum, value, at) => sum + value * theta[at]!, theta[x.length]!);
}

function objective(theta: readonly number[], list: readonly Example[], strength: number): number {
  const penalty = theta.slice(0, -1).reduce((sum, t) => sum + t ** 2, 0) / 2;
  return penalty + strength * list.reduce((sum, one) => sum + Math.log1p(Math.exp(-margin(theta, one))), 0);
}

function gradient(theta: readonly number[], list: readonly Example[], strength: number): number[] {
  const sums = theta.map((t, at) => (at === theta.length - 1 ? 0 : t));
  for (const one of list) {
    const pull = (strength * one.y) / (1 + Math.exp(margin(theta, one)));
    [...one.x, 1].forEach((value, at) => (sums[at]! -= pull * value));
  }
  return sums;
}

/** Newton's method with a line search on the dense problem: shares nothing with the solver under test. */
function newton(list: readonly Example[], strength: number): number[] {
  const size = list[0]!.x.length + 1;
  let theta = Array.from({ length: size }, (_, at) => (at === size - 1 ? priorBias(list) : 0));
  for (let round = 0; round < 50; round++) {
    const penalised = (i: number, j: number): number => (i === j && i < size - 1 ? 1 : 0);
    const system = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => penalised(i, j)));
    for (const one of list) {
      const p = 1 / (1 + Math.exp(margin(theta, one)));
      const x = [...one.x, 1];
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) system[i]![j]! += strength * p * (1 - p) * x[i]! * x[j]!;
      }
    }
    const step = solve(system, gradient(theta, list, strength));
    let size1 = 1;
    const moved = (): number[] => theta.map((t, at) => t - size1 * step[at]!);
    while (objective(moved(), list, strength) > objective(theta, list, strength) + 1e-12) size1 /= 2;
    theta = moved();
  }
  return theta;
}

/** Gaussian elimination of a positive definite system. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  rows.forEach((pivot, k) => {
    rows.forEach((row, i) => {
      if (i === k) return;
      const factor = row[k]! / pivot[k]!;
      for (let j = k; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    });
  });
  return rows.map((row, k) => row.at(-1)! / row[k]!);
}

describe('the solution', () => {
  test('of one column, where it can be found by hand', async () => {
    // Row 0 (positive) and row 1 (negative) both hold column 0: b0 = 0, and by symmetry w = b = 0.
    const matrix = matrixOf([[0], [0]], 1);
    const lane: Lane = { name: 'even', positives: ints(0), excluded: ints(), banned: ints() };
    const [fit] = await collect({ matrix, lanes: [lane], rowScale: 'none' }, { strengths: [1], ...tight });
    expect(fit).toMatchObject({ lane: 0, strength: 1, converged: true, positives: 1, negatives: 1 });
    expect(fit!.weights[0]).toBeCloseTo(0, 7);
    expect(fit!.bias).toBeCloseTo(0, 7);
    expect(fit!.objective).toBeCloseTo(2 * Math.LN2, 12);
  });

  test.each(scales)('zeroes the gradient and is the one that Newton finds (%s)', async (rowScale) => {
    for (const seed of [1, 2, 3]) {
      const problem = randomProblem(seed, rowScale);
      const fits = await collect(problem, { strengths: [0.01, 1, 30], ...tight });
      expect(fits).toHaveLength(9);
      for (const fit of fits) {
        const list = examples(problem, fit.lane);
        const theta = [...fit.weights, fit.bias];
        const positives = list.filter(({ y }) => y === 1).length;
        expect(fit).toMatchObject({ converged: true, positives, negatives: list.length - positives });
        for (const slope of gradient(theta, list, fit.strength)) expect(Math.abs(slope)).toBeLessThan(1e-4);
        const known = newton(list, fit.strength);
        theta.forEach((found, at) => expect(found).toBeCloseTo(known[at]!, 4));
        expect(fit.objective).toBeCloseTo(objective(known, list, fit.strength), 6);
      }
    }
  });

  test.each(scales)('at the default tolerance is within a thousandth of the least objective (%s)', async (rowScale) => {
    const problem = randomProblem(4, rowScale);
    for (const fit of await collect(problem, { strengths: [0.003, 0.03, 0.3, 3] })) {
      const list = examples(problem, fit.lane);
      const least = objective(newton(list, fit.strength), list, fit.strength);
      expect(fit.converged).toBe(true);
      expect(fit.objective).toBeLessThan(least * 1.001);
    }
  });

  test.each(scales)('does not depend on the way to it (%s)', async (rowScale) => {
    const problem = randomProblem(5, rowScale);
    const warm = await collect(problem, { strengths: [0.01, 0.1, 1, 10], ...tight });
    const cold = await collect(problem, { strengths: [10], ...tight, seed: 99 });
    const ends = warm.filter(({ strength }) => strength === 10);
    ends.forEach((end, lane) => {
      expect(end.objective).toBeCloseTo(cold[lane]!.objective, 6);
      end.weights.forEach((weight, column) => expect(weight).toBeCloseTo(cold[lane]!.weights[column]!, 5));
    });
  });

  test('is exactly 0 where a column is banned or in none of the rows learned from', async () => {
    const matrix = matrixOf([[0, 1], [0, 1, 2], [0], [1, 2], [2, 3], [4]], 6);
    const problem: Problem = {
      matrix,
      lanes: [{ name: 'a', positives: ints(0, 1), excluded: ints(4), banned: ints(2) }],
      rowScale: 'inverse-sqrt-length',
      trainable: Uint8Array.of(1, 1, 1, 1, 1, 0),
    };
    for (const { weights } of await collect(problem, { strengths: [0.1, 10] })) {
      expect([...weights.subarray(2)]).toEqual([0, 0, 0, 0]);
      expect(weights[0]).not.toBe(0);
      expect(weights[1]).not.toBe(0);
    }
  });
});

describe('fitPath', () => {
  test('says when the tolerance was not met', async () => {
    const [fit] = await collect(randomProblem(6, 'none'), { strengths: [30], tolerance: 1e-12, maxEpochs: 3 });
    expect(fit).toMatchObject({ epochs: 3, converged: false });
  });

  test('gives the same bits again, and to a lane alone; another seed gives others', async () => {
    const problem = randomProblem(7, 'inverse-sqrt-length');
    const all = await collect(problem, { strengths: [0.1, 1], seed: 5 });
    expect(await collect(problem, { strengths: [0.1, 1], seed: 5 })).toEqual(all);
    const alone = await collect({ ...problem, lanes: [problem.lanes[2]!] }, { strengths: [0.1, 1], seed: 5 });
    expect(alone).toEqual(all.filter(({ lane }) => lane === 2).map((fit) => Object.assign(fit, { lane: 0 })));
    const biases = new Set<number>();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      biases.add((await collect(problem, { strengths: [1], seed, maxEpochs: 2 }))[0]!.bias);
    }
    expect(biases.size).toBeGreaterThan(1);
  });

  test('takes strengths a lane, in order, and reports progress', async () => {
    const problem = randomProblem(8, 'none');
    const seen: [number, number][] = [];
    const strengths = (lane: number): number[] => (lane === 1 ? [0.1] : [0.1, 0.2]);
    const fits = await collect(problem, { strengths, onProgress: (...counts) => seen.push(counts) });
    expect(fits.map(({ lane, strength }) => [lane, strength])).toEqual([
      [0, 0.1],
      [0, 0.2],
      [1, 0.1],
      [2, 0.1],
      [2, 0.2],
    ]);
    expect(seen).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
    expect(new Set(fits.map(({ weights }) => weights.buffer)).size).toBe(5);
  });

  test('stops at an abort, before and in the middle of a fit, and lets timers run meanwhile', async () => {
    const problem = randomProblem(9, 'none');
    const reason = new Error('enough');
    await expect(collect(problem, { strengths: [1], signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const controller = new AbortController();
    const endless = { strengths: [30], tolerance: 1e-300, maxEpochs: 2 ** 40, signal: controller.signal };
    setTimeout(() => controller.abort(reason), 20);
    await expect(collect(problem, endless)).rejects.toBe(reason);

    const between = new AbortController();
    const walk = async (): Promise<void> => {
      for await (const fit of fitPath(problem, { strengths: [0.1, 1], signal: between.signal })) {
        expect(fit.strength).toBe(0.1);
        between.abort(reason);
      }
    };
    await expect(walk()).rejects.toBe(reason);
  });
});
