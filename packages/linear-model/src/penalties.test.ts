import { describe, expect, test } from 'vitest';
import { fitPath } from './fit-path.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { Fit, Lane, PathOptions, Problem } from './problem.ts';
import { generator } from './random.ts';

const columns = 25;
const kernels = ['plain', 'wasm'] as const;
/** As close as 32 bits allow. */
const tight = { tolerance: 1e-4, maxEpochs: 3000 };

function randomProblem(seed: number, changes: Partial<Lane>): Problem {
  const next = generator(seed);
  const chance = (): number => next() / 2 ** 32;
  const builder = new MatrixBuilder(columns);
  const positives: number[] = [];
  for (let row = 0; row < 800; row++) {
    builder.startRow();
    let liked = false;
    for (let column = 0; column < columns; column++) {
      if (chance() > 0.2) continue;
      builder.add(column);
      liked ||= column < 3;
    }
    if (chance() < (liked ? 0.3 : 0.05)) positives.push(row);
  }
  const none = new Int32Array(0);
  const lane = { name: 'a', positives: Int32Array.from(positives), excluded: none, banned: none, ...changes };
  return { matrix: builder.build(), lanes: [lane], rowScale: 'inverse-sqrt-length' };
}

async function collect(problem: Problem, options: PathOptions): Promise<Fit[]> {
  const fits: Fit[] = [];
  for await (const fit of fitPath(problem, options)) fits.push(fit);
  return fits;
}

/** How the loss falls with each weight, and last with the bias: C sum y x / (1 + e^m), from the words of the interface. */
function pull({ matrix, lanes }: Problem, fit: Fit): { slopes: number[]; loss: number } {
  const slopes = Array<number>(columns + 1).fill(0);
  const positive = new Set(lanes[0]!.positives);
  let loss = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const held = matrix.columnIndex.slice(matrix.rowStart[row], matrix.rowStart[row + 1]);
    const allowed = held.filter((column) => !lanes[0]!.banned.includes(column));
    if (allowed.length === 0) continue;
    const value = 1 / Math.sqrt(allowed.length);
    const y = positive.has(row) ? 1 : -1;
    const margin = y * allowed.reduce((sum, column) => sum + value * fit.weights[column]!, fit.bias);
    const force = (fit.strength * y) / (1 + Math.exp(margin));
    loss += fit.strength * Math.log1p(Math.exp(-margin));
    for (const column of allowed) slopes[column] = slopes[column]! + force * value;
    slopes[columns] = slopes[columns]! + force;
  }
  return { slopes, loss };
}

const origin = Float32Array.from({ length: columns }, (_, column) => Math.sin(column));

/** The largest violation of the conditions of the optimum, over weights and bias. */
function violation(problem: Problem, fit: Fit, l1Ratio: number): number {
  const { prior, banned } = problem.lanes[0]!;
  const { slopes } = pull(problem, fit);
  const pulled = prior?.bias === undefined ? 0 : (1 - l1Ratio) * (fit.bias - prior.bias);
  let worst = Math.abs(pulled - slopes[columns]!);
  fit.weights.forEach((weight, column) => {
    if (banned.includes(column)) return;
    const smooth = (1 - l1Ratio) * (weight - (prior ? prior.weights[column]! : 0)) - slopes[column]!;
    const off = weight === 0 ? Math.max(0, Math.abs(smooth) - l1Ratio) : Math.abs(smooth + l1Ratio * Math.sign(weight));
    worst = Math.max(worst, off);
  });
  return worst;
}

/** What the stopping rule leaves: a slope is off by at most the sum of |f|, and the last epoch met less than this. */
const allowed = (fit: Fit): number => 1e-5 + tight.tolerance * fit.strength * fit.positives;

describe.each(kernels)('%s', (kernel) => {
  test.each([0, 0.2, 0.5])('elastic net with l1Ratio %s meets the conditions of its optimum', async (l1Ratio) => {
    const problem = randomProblem(1, { banned: Int32Array.of(2) });
    const fits = await collect(problem, { strengths: [0.1, 1, 5], kernel, l1Ratio, ...tight });
    for (const fit of fits) {
      expect(fit.converged).toBe(true);
      expect(violation(problem, fit, l1Ratio)).toBeLessThan(allowed(fit));
    }
    const zeros = fits.map((fit) => fit.weights.filter((weight) => weight === 0).length);
    expect(zeros[0] === 1).toBe(l1Ratio === 0);
    expect(zeros[0]).toBeGreaterThanOrEqual(zeros[2]!);
  });

  test.each([0, 0.3])('a prior is where weights are pulled to (l1Ratio %s)', async (l1Ratio) => {
    const problem = randomProblem(2, { prior: { weights: origin, bias: -1 }, banned: Int32Array.of(4) });
    const fits = await collect(problem, { strengths: [1e-6, 0.1, 2], kernel, l1Ratio, ...tight });
    for (const fit of fits) {
      expect(violation(problem, fit, l1Ratio)).toBeLessThan(allowed(fit));
      expect(fit.weights[4]).toBe(0);
    }
    const threshold = l1Ratio / (1 - l1Ratio);
    fits[0]!.weights.forEach((weight, column) => {
      const kept = Math.sign(origin[column]!) * Math.max(0, Math.abs(origin[column]!) - threshold);
      expect(Math.abs(weight - (column === 4 ? 0 : kept))).toBeLessThan(1e-3);
    });
    expect(fits[0]!.bias).toBeCloseTo(-1, 3);
  });

  test('reports what it minimised', async () => {
    const problem = randomProblem(3, { prior: { weights: origin } });
    const [fit] = await collect(problem, { strengths: [0.5], kernel, l1Ratio: 0.4 });
    let squares = 0;
    let absolute = 0;
    fit!.weights.forEach((weight, column) => {
      squares += (weight - origin[column]!) ** 2;
      absolute += Math.abs(weight);
    });
    const expected = 0.3 * squares + 0.4 * absolute + pull(problem, fit!).loss;
    expect(Math.abs(fit!.objective / expected - 1)).toBeLessThan(1e-5);
  });
});

test('lanes with and without a prior do not disturb each other', async () => {
  const problem = randomProblem(4, {});
  const [lane] = problem.lanes;
  const withPrior = { ...lane!, prior: { weights: origin } };
  const options = { strengths: [0.1, 1], kernel: 'wasm' } as const;
  const [alone, other] = [await collect(problem, options), await collect({ ...problem, lanes: [withPrior] }, options)];
  const both = await collect({ ...problem, lanes: [lane!, withPrior] }, options);
  expect(both.map(({ weights, bias }) => [weights, bias])).toEqual(
    [...alone, ...other].map(({ weights, bias }) => [weights, bias]),
  );
});
