import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';
import { checkMatrix } from './matrix.ts';
import type { FixedColumns, Lane, PathOptions, Prior, Problem } from './problem.ts';

function refuse(message: string): never {
  throw new LinearModelError('invalid-argument', message);
}

/** Row or column numbers of a lane: in range, strictly ascending. */
function checkIndexes(what: string, indexes: Int32Array, limit: number): void {
  let previous = -1;
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at]!;
    if (index < 0 || index >= limit) {
      throw new LinearModelError('invalid-lane', `${what}[${at}] is ${index}; expected 0 to ${limit - 1}.`);
    }
    if (index <= previous) {
      throw new LinearModelError(
        'invalid-lane',
        `${what}[${at}] is ${index}, after ${previous}; expected strictly ascending numbers: sort and deduplicate them.`,
      );
    }
    previous = index;
  }
}

function checkLane(lane: Lane, matrix: SparseMatrix, fixed: FixedColumns | undefined): void {
  const name = `lane "${lane.name}"`;
  checkIndexes(`${name}: positives`, lane.positives, matrix.rows);
  checkIndexes(`${name}: excluded`, lane.excluded, matrix.rows);
  checkBanned(`${name}: banned`, lane.banned, { columns: matrix.columns, fixed });
  if (lane.prior) checkPrior(name, lane.prior, matrix.columns);
  let at = 0;
  for (let i = 0; i < lane.positives.length; i++) {
    const row = lane.positives[i]!;
    while (at < lane.excluded.length && lane.excluded[at]! < row) at++;
    if (at < lane.excluded.length && lane.excluded[at] === row) {
      throw new LinearModelError(
        'invalid-lane',
        `${name}: row ${row} is both positives[${i}] and excluded[${at}]; expected it in one of them.`,
      );
    }
  }
}

function checkPrior(name: string, { weights, bias = 0 }: Prior, columns: number): void {
  if (weights.length !== columns) {
    throw new LinearModelError(
      'invalid-lane',
      `${name}: prior.weights has ${weights.length} entries; expected one a column, ${columns}.`,
    );
  }
  const wrong = weights.findIndex((weight) => !Number.isFinite(weight));
  if (wrong < 0 && Number.isFinite(bias)) return;
  const found = wrong < 0 ? `prior.bias is ${bias}` : `prior.weights[${wrong}] is ${weights[wrong]}`;
  throw new LinearModelError('invalid-lane', `${name}: ${found}; expected a finite number.`);
}

/** A problem's arrays at the door of a solver. */
export function checkProblem(problem: Problem): void {
  const { matrix, rowScale, trainable } = problem;
  checkMatrix(matrix);
  if (rowScale !== 'none' && rowScale !== 'inverse-sqrt-length') {
    refuse(`rowScale is ${String(rowScale)}; expected 'none' or 'inverse-sqrt-length'.`);
  }
  if (problem.fixed) checkFixed(problem.fixed, matrix.columns);
  if (trainable) {
    if (trainable.length !== matrix.rows) {
      refuse(`trainable has ${trainable.length} entries; expected one a row of the matrix, ${matrix.rows}.`);
    }
    const wrong = trainable.findIndex((value) => value > 1);
    if (wrong >= 0) refuse(`trainable[${wrong}] is ${trainable[wrong]}; expected 0 or 1.`);
  }
  for (const lane of problem.lanes) checkLane(lane, matrix, problem.fixed);
}

/** Fixed columns at the door of a solver or a scorer. */
export function checkFixed({ from, value }: FixedColumns, columns: number): void {
  if (!(Number.isInteger(from) && from >= 0 && from <= columns)) {
    refuse(`fixed.from is ${from}; expected a whole number from 0 to ${columns}.`);
  }
  if (!(value >= 0 && value < Infinity)) refuse(`fixed.value is ${value}; expected a finite number from 0.`);
}

/** A lane's banned columns: in range, ascending, and none of them fixed. */
export function checkBanned(
  what: string,
  banned: Int32Array,
  of: { columns: number; fixed?: FixedColumns | undefined },
): void {
  checkIndexes(what, banned, of.columns);
  const last = banned.at(-1);
  if (last === undefined || last < (of.fixed?.from ?? of.columns)) return;
  throw new LinearModelError(
    'invalid-lane',
    `${what} has column ${last}, which is fixed (from ${of.fixed?.from}); expected columns below: fixed ones cannot be banned.`,
  );
}

/** {@link PathOptions} with every default filled in and one list of strengths a lane. */
export interface Path {
  readonly strengths: readonly (readonly number[])[];
  readonly tolerance: number;
  readonly maxEpochs: number;
  readonly seed: number;
  readonly l1Ratio: number;
  readonly kernel: 'auto' | 'wasm' | 'plain';
  readonly threads: number;
  readonly memoryLimit: number;
}

/** The options at the door of a solver. */
export function checkPath(options: PathOptions, lanes: readonly Lane[]): Path {
  const { strengths, tolerance = 0.01, maxEpochs = 25, seed = 1, l1Ratio = 0, kernel = 'auto' } = options;
  const { threads = navigator.hardwareConcurrency, memoryLimit = process.availableMemory() } = options;
  if (!(tolerance > 0 && tolerance < Infinity)) refuse(`tolerance is ${tolerance}; expected a number above 0.`);
  if (!(Number.isInteger(maxEpochs) && maxEpochs > 0)) {
    refuse(`maxEpochs is ${maxEpochs}; expected a whole number from 1.`);
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
    refuse(`seed is ${seed}; expected a whole number from 0 to 4294967295.`);
  }
  if (!(l1Ratio >= 0 && l1Ratio <= 0.5)) refuse(`l1Ratio is ${l1Ratio}; expected a number from 0 to 0.5.`);
  if (kernel !== 'auto' && kernel !== 'wasm' && kernel !== 'plain') {
    refuse(`kernel is ${String(kernel)}; expected 'auto', 'wasm' or 'plain'.`);
  }
  if (!(Number.isInteger(threads) && threads > 0)) refuse(`threads is ${threads}; expected a whole number from 1.`);
  if (!(memoryLimit > 0)) refuse(`memoryLimit is ${memoryLimit}; expected a number of bytes above 0.`);
  const lists = lanes.map((lane, index) => {
    const list = typeof strengths === 'function' ? strengths(index) : strengths;
    if (list.length === 0) refuse(`lane "${lane.name}": strengths is empty; expected one or more.`);
    list.forEach((strength, at) => {
      const before = at === 0 ? 0 : list[at - 1]!;
      if (strength > before && strength < Infinity) return;
      refuse(`lane "${lane.name}": strengths[${at}] is ${strength}; expected a finite number above ${before}.`);
    });
    return [...list];
  });
  return { strengths: lists, tolerance, maxEpochs, seed, l1Ratio, kernel, threads, memoryLimit };
}
