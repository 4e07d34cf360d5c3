import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { auc } from './auc.ts';
import { kernelNeeds } from './choose-kernel.ts';
import { fitPath } from './fit-path.ts';
import { MatrixBuilder } from './matrix-builder.ts';
import type { Fit, Lane, PathOptions, Problem, RowScale } from './problem.ts';
import { generator } from './random.ts';
import { scoreLane } from './score-lane.ts';

const scales: readonly RowScale[] = ['none', 'inverse-sqrt-length'];
const strengths = [0.003, 0.03, 0.3, 3];

async function collect(problem: Problem, options: PathOptions): Promise<Fit[]> {
  const fits: Fit[] = [];
  for await (const fit of fitPath(problem, options)) fits.push(fit);
  return fits;
}

interface Size {
  readonly rows: number;
  readonly lanes: number;
  readonly rowScale: RowScale;
  readonly valued?: boolean;
}

/** Skewed columns, empty rows, rows of banned columns only, excluded and untrainable rows; lanes with hidden interests. */
function randomProblem(seed: number, { rows, lanes: count, rowScale, valued = false }: Size): Problem {
  const next = generator(seed);
  const chance = (): number => next() / 2 ** 32;
  const columns = 60;
  const builder = new MatrixBuilder(columns);
  const members = Array.from({ length: count }, () => ({ positives: [] as number[], excluded: [] as number[] }));
  for (let row = 0; row < rows; row++) {
    builder.startRow();
    const liked = new Set<number>();
    for (let column = 0; column < columns; column++) {
      if (chance() > 0.9 / (1 + column / 4)) continue;
      builder.add(column);
      liked.add(column);
    }
    members.forEach(({ positives, excluded }, lane) => {
      if (chance() < (liked.has(3 + (lane % 20)) ? 0.3 : 0.03)) positives.push(row);
      else if (chance() < 0.1) excluded.push(row);
    });
  }
  const matrix = builder.build();
  const levels = {
    levels: Uint8Array.from(matrix.columnIndex, () => Math.floor(chance() * 4)),
    levelValues: Float32Array.from({ length: 256 }, (_, level) => 0.5 + level / 3),
  };
  return {
    matrix: valued ? { ...matrix, ...levels } : matrix,
    lanes: members.map(({ positives, excluded }, lane): Lane => {
      const banned = lane % 3 === 0 ? [] : lane % 3 === 1 ? [0] : [1, 4, lane % 60].toSorted((a, b) => a - b);
      return {
        name: `lane ${lane}`,
        positives: Int32Array.from(positives),
        excluded: Int32Array.from(excluded),
        banned: Int32Array.from(new Set(banned)),
      };
    }),
    rowScale,
    trainable: Uint8Array.from({ length: rows }, () => (chance() < 0.8 ? 1 : 0)),
  };
}

/** AUC on the rows that no lane learned from. */
function heldOutAuc(problem: Problem, fit: Fit): number {
  const { matrix, lanes, rowScale, trainable } = problem;
  const { banned, positives } = lanes[fit.lane]!;
  const margins = scoreLane(matrix, fit, { rowScale, banned });
  const labels = new Uint8Array(matrix.rows);
  for (const row of positives) labels[row] = 1;
  margins.forEach((_, row) => {
    if (trainable![row] === 1) margins[row] = NaN;
  });
  return auc(margins, labels);
}

describe('the batched kernel and the plain solver', () => {
  const cases = scales.flatMap((rowScale) => [false, true].map((valued) => ({ rowScale, valued })));

  test.each(cases)('agree at the default tolerance ($rowScale, valued: $valued)', async ({ rowScale, valued }) => {
    const problem = randomProblem(11, { rows: 3000, lanes: 6, rowScale, valued });
    const plain = await collect(problem, { strengths, maxEpochs: 100, kernel: 'plain' });
    const batched = await collect(problem, { strengths, maxEpochs: 100, kernel: 'wasm' });
    expect(batched).toHaveLength(24);
    batched.forEach((fit, at) => {
      const { lane, strength, positives, negatives, objective } = plain[at]!;
      expect(fit).toMatchObject({ lane, strength, positives, negatives, converged: true });
      expect(Math.abs(fit.objective / objective - 1)).toBeLessThan(1e-3);
      expect(Math.abs(heldOutAuc(problem, fit) - heldOutAuc(problem, plain[at]!))).toBeLessThan(2e-3);
    });
  });

  test.each(cases)('agree closely when solved closely ($rowScale, valued: $valued)', async ({ rowScale, valued }) => {
    const problem = randomProblem(12, { rows: 600, lanes: 5, rowScale, valued });
    const plain = await collect(problem, { strengths: [0.1, 1], kernel: 'plain', tolerance: 1e-8, maxEpochs: 5000 });
    const batched = await collect(problem, { strengths: [0.1, 1], kernel: 'wasm', tolerance: 1e-4, maxEpochs: 2000 });
    batched.forEach((fit, at) => {
      const { objective, weights, bias } = plain[at]!;
      expect(fit.converged).toBe(true);
      expect(Math.abs(fit.objective / objective - 1)).toBeLessThan(2e-6);
      expect(Math.abs(fit.bias - bias)).toBeLessThan(2e-3);
      fit.weights.forEach((weight, column) => expect(Math.abs(weight - weights[column]!)).toBeLessThan(2e-3));
      for (const column of problem.lanes[fit.lane]!.banned) expect(Object.is(fit.weights[column], 0)).toBe(true);
    });
  });
});

describe('the batched kernel gives a lane the same bits', () => {
  const problem = randomProblem(13, { rows: 1500, lanes: 37, rowScale: 'inverse-sqrt-length' });
  const options = { strengths: (lane: number) => (lane % 5 === 0 ? [0.5] : [0.01, 0.1, 1]), kernel: 'wasm' } as const;

  test('alone, among others, in blocks of any width', async () => {
    const all = await collect(problem, options);
    for (const lanes of [[4], [36, 4, 5], [0, 1, 2, 3, 4, 5, 6], Array.from({ length: 11 }, (_, at) => at * 3)]) {
      const few = await collect(
        { ...problem, lanes: lanes.map((lane) => problem.lanes[lane]!) },
        { ...options, strengths: (lane) => options.strengths(lanes[lane]!) },
      );
      expect(few).toEqual(
        lanes.flatMap((lane, at) =>
          all.filter((fit) => fit.lane === lane).map((fit) => Object.assign({}, fit, { lane: at })),
        ),
      );
    }
  });

  test('again and on any number of threads; another order of rows gives others', async () => {
    const large = randomProblem(14, { rows: 60_000, lanes: 37, rowScale: 'none' });
    const short = { ...options, maxEpochs: 1 };
    const one = await collect(large, { ...short, threads: 1 });
    expect(one.map(({ lane, strength }) => [lane, strength])).toEqual(
      large.lanes.flatMap((_, lane) => options.strengths(lane).map((strength) => [lane, strength])),
    );
    for (const threads of [2, 3]) expect(await collect(large, { ...short, threads })).toEqual(one);
    const other = await collect(large, { ...short, threads: 2, seed: 2 });
    expect(other.filter((fit, at) => fit.bias !== one[at]!.bias).length).toBeGreaterThan(50);
  });
});

describe('the batched kernel', () => {
  test('counts every fit as it is done', async () => {
    const seen: [number, number][] = [];
    const problem = randomProblem(15, { rows: 500, lanes: 18, rowScale: 'none' });
    await collect(problem, { strengths: [0.1, 1], kernel: 'wasm', onProgress: (...counts) => seen.push(counts) });
    expect(seen).toEqual(Array.from({ length: 36 }, (_, at) => [at + 1, 36]));
  });

  test.each([1, 2])('stops at an abort, in the middle of a fit and between fits (threads: %i)', async (threads) => {
    const reason = new Error('enough');
    const problem = randomProblem(16, { rows: 60_000, lanes: 8, rowScale: 'none' });
    const controller = new AbortController();
    const endless = {
      kernel: 'wasm',
      threads,
      tolerance: 1e-300,
      maxEpochs: 2 ** 40,
      signal: controller.signal,
    } as const;
    setTimeout(() => controller.abort(reason), 300);
    await expect(collect(problem, { strengths: [3, 30, 300, 1000, 3000, 10_000], ...endless })).rejects.toBe(reason);

    const between = new AbortController();
    const options = { strengths: [0.1, 1, 2, 3, 4, 5, 6, 7, 8, 9], kernel: 'wasm', threads, maxEpochs: 1 } as const;
    const walk = async (): Promise<void> => {
      for await (const fit of fitPath(problem, { ...options, signal: between.signal })) {
        expect(fit.strength).toBe(0.1);
        between.abort(reason);
      }
    };
    await expect(walk()).rejects.toBe(reason);
  });

  test('ends its threads when the reader leaves', async () => {
    const problem = randomProblem(17, { rows: 60_000, lanes: 64, rowScale: 'none' });
    for await (const fit of fitPath(problem, { strengths: [0.1], kernel: 'wasm', threads: 2, maxEpochs: 1 })) {
      expect(fit.lane).toBe(0);
      break;
    }
    expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')).toHaveLength(0);
  });

  test('tells what it would take', () => {
    const problem = randomProblem(18, { rows: 60_000, lanes: 40, rowScale: 'none' });
    const path = Array.from({ length: 20 }, (_, at) => at + 1);
    const needs = (options: Partial<PathOptions>) => kernelNeeds(problem, { strengths: path, ...options });
    const [two, one] = [needs({ threads: 2 }), needs({ threads: 1 })];
    expect([two.kernel, two.threads, one.threads]).toEqual(['wasm', 2, 1]);
    expect(one.bytes).toBeGreaterThan(60_000 * 64);
    expect(two.bytes).toBeGreaterThan(one.bytes + 60_000 * 32);
    expect(needs({ threads: 2, memoryLimit: two.bytes - 1 })).toEqual(one);
    expect(needs({ memoryLimit: one.bytes - 1 })).toMatchObject({ kernel: 'plain', threads: 1 });
  });

  test('says what it needs when that is more than it may take', async () => {
    const problem = randomProblem(18, { rows: 500, lanes: 3, rowScale: 'none' });
    const options = { strengths: [1], memoryLimit: 50_000 };
    await expect(collect(problem, { ...options, kernel: 'wasm' })).rejects.toThrow(
      expect.objectContaining({
        code: 'out-of-memory',
        message: expect.stringMatching(/500 rows, 60 columns and .* at most 1 MB/),
      }),
    );
    expect(await collect(problem, options)).toEqual(await collect(problem, { strengths: [1], kernel: 'plain' }));
  });

  test('is not asked of an engine without WebAssembly: the plain solver steps in, or the error says so', async () => {
    const script = `
      delete globalThis.WebAssembly;
      const { fitPath } = await import('./src/index.ts');
      const matrix = { rows: 2, columns: 2, rowStart: Int32Array.of(0, 1, 2), columnIndex: Int32Array.of(0, 1) };
      const none = new Int32Array(0);
      const lanes = [{ name: 'a', positives: Int32Array.of(1), excluded: none, banned: none }];
      for (const kernel of ['auto', 'wasm']) {
        try {
          for await (const fit of fitPath({ matrix, lanes, rowScale: 'none' }, { strengths: [1], kernel })) console.log(fit.converged);
        } catch (error) {
          console.log(error.code);
        }
      }`;
    const flags = ['--input-type=module-typescript', '--eval', script];
    const cwd = fileURLToPath(new URL('../', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd });
    expect(stdout).toBe('true\nno-kernel\n');
  });
});
