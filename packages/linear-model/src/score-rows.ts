import { checkIndexes } from './check-problem.ts';
import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';
import type { RowScale } from './problem.ts';
import { scaleOf, sumOfSquares, valueOf } from './row-worth.ts';

/** A model to score with. */
export interface LinearModel {
  /** By column. Banned columns are not looked at. */
  readonly weights: Float32Array;
  readonly bias: number;
  /** Columns that are no feature of this model, strictly ascending. Absent: none. */
  readonly banned?: Int32Array;
}

/** What the models of a {@link ScoringModel} share. */
export interface ScoringOptions {
  readonly columns: number;
  readonly rowScale: RowScale;
}

/**
 * Many models packed for scoring together: one visit of a row's column serves them all, because their weights lie side by
 * side, `packed[column * models + model]` (32 bits each).
 *
 * @example
 * const model = new ScoringModel(fits, { columns: matrix.columns, rowScale: 'inverse-sqrt-length' });
 * const scores = scoreRows(matrix, model);
 * scores[row * model.models + 3]; // the margin of the row under fits[3]
 */
export class ScoringModel {
  readonly models: number;
  readonly columns: number;
  readonly rowScale: RowScale;
  /** `packed[column * models + model]`; 0 where banned. */
  readonly packed: Float32Array;
  /** By model. */
  readonly biases: Float64Array;
  /** For each column that some model bans, those models. */
  readonly bannedBy: ReadonlyMap<number, readonly number[]>;

  /** @throws LinearModelError `invalid-argument` for weights of another length, `invalid-lane` for `banned`. */
  constructor(models: readonly LinearModel[], options: ScoringOptions) {
    this.models = models.length;
    this.columns = options.columns;
    this.rowScale = options.rowScale;
    this.packed = new Float32Array(options.columns * models.length);
    this.biases = Float64Array.from(models, (model) => model.bias);
    const bannedBy = new Map<number, number[]>();
    models.forEach((model, at) => {
      if (model.weights.length !== options.columns) {
        throw new LinearModelError(
          'invalid-argument',
          `ScoringModel: model ${at} has ${model.weights.length} weights; expected one a column, ${options.columns}.`,
        );
      }
      for (let column = 0; column < options.columns; column++) {
        this.packed[column * models.length + at] = model.weights[column]!;
      }
      const banned = model.banned ?? new Int32Array(0);
      checkIndexes(`ScoringModel: model ${at}: banned`, banned, options.columns);
      for (const column of banned) {
        this.packed[column * models.length + at] = 0;
        const by = bannedBy.get(column);
        if (by) by.push(at);
        else bannedBy.set(column, [at]);
      }
    });
    this.bannedBy = bannedBy;
  }
}

/**
 * The margins of every row under every model: `scores[row * model.models + m]`, {@link scoreLane}'s numbers rounded to
 * 32 bits; NaN for a row with no column that the model allows.
 *
 * @param matrix - a batch of rows over the model's columns
 * @param out - where to write; at least `matrix.rows * model.models` long; a new array when absent
 * @throws LinearModelError `invalid-argument` when the matrix or `out` does not fit.
 * @example const scores = scoreRows(batch, model, reused);
 */
export function scoreRows(matrix: SparseMatrix, model: ScoringModel, out?: Float32Array): Float32Array {
  const { models, packed, biases, bannedBy, rowScale } = model;
  const { rowStart, columnIndex } = matrix;
  if (matrix.columns !== model.columns) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreRows: the matrix has ${matrix.columns} columns; expected the model's ${model.columns}.`,
    );
  }
  const scores = out ?? new Float32Array(matrix.rows * models);
  if (scores.length < matrix.rows * models) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreRows: out has ${scores.length} entries; expected at least rows x models, ${matrix.rows * models}.`,
    );
  }
  const mayBan = new Uint8Array(matrix.columns);
  for (const column of bannedBy.keys()) mayBan[column] = 1;
  const sums = new Float64Array(models);
  const lost = { entries: new Int32Array(models), squares: new Float64Array(models) };
  for (let row = 0; row < matrix.rows; row++) {
    const start = rowStart[row]!;
    const end = rowStart[row + 1]!;
    if (matrix.levels) sumValued(matrix, { packed, start, end }, sums);
    else sumWeights(columnIndex, { packed, start, end }, sums);
    let anyLost = false;
    for (let entry = start; bannedBy.size > 0 && entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (mayBan[column] === 0) continue;
      anyLost = true;
      const value = valueOf(matrix, entry);
      for (const m of bannedBy.get(column)!) {
        lost.entries[m] = lost.entries[m]! + 1;
        lost.squares[m] = lost.squares[m]! + value * value;
      }
    }
    const squares = sumOfSquares(matrix, row);
    for (let m = 0; m < models; m++) {
      const scale = scaleOf(squares - lost.squares[m]!, rowScale);
      scores[row * models + m] = lost.entries[m] === end - start ? NaN : biases[m]! + scale * sums[m]!;
    }
    if (anyLost) {
      lost.entries.fill(0);
      lost.squares.fill(0);
    }
  }
  return scores;
}

interface RowWeights {
  readonly packed: Float32Array;
  readonly start: number;
  readonly end: number;
}

function sumValued(matrix: SparseMatrix, { packed, start, end }: RowWeights, sums: Float64Array): void {
  const models = sums.length;
  sums.fill(0);
  for (let entry = start; entry < end; entry++) {
    const at = matrix.columnIndex[entry]! * models;
    const value = valueOf(matrix, entry);
    for (let m = 0; m < models; m++) sums[m] = sums[m]! + value * packed[at + m]!;
  }
}

/** The sum of a row's weights under every model, four models at a time so that their sums stay in registers. */
function sumWeights(columnIndex: Int32Array, { packed, start, end }: RowWeights, sums: Float64Array): void {
  const models = sums.length;
  let m = 0;
  for (; m + 3 < models; m += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let entry = start; entry < end; entry++) {
      const at = columnIndex[entry]! * models + m;
      a += packed[at]!;
      b += packed[at + 1]!;
      c += packed[at + 2]!;
      d += packed[at + 3]!;
    }
    sums[m] = a;
    sums[m + 1] = b;
    sums[m + 2] = c;
    sums[m + 3] = d;
  }
  for (; m < models; m++) {
    let sum = 0;
    for (let entry = start; entry < end; entry++) sum += packed[columnIndex[entry]! * models + m]!;
    sums[m] = sum;
  }
}
