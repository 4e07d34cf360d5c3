import { checkBanned, checkFixed } from './check-problem.ts';
import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';
import { chunkEntries, chunkRows, PackedModels } from './packed-models.ts';
import type { FixedColumns, RowScale } from './problem.ts';
import { scaleOf, sumOfSquares } from './row-worth.ts';
import type { Scoring } from './score-plain.ts';
import { doubleScores, finishRow, Lost, plainScores } from './score-plain.ts';

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
  /** The same as in training. */
  readonly fixed?: FixedColumns;
  /**
   * `double`, the default: sums in 64 bits, scores rounded to 32 bits at the end. `single`: everything in 32 bits, in
   * WebAssembly where it runs, several times faster; scores differ from `double` by about 1e-6. With fixed columns
   * worth something it is plain code.
   */
  readonly precision?: 'double' | 'single';
}

/**
 * Many models packed for scoring together: one visit of a row's column serves 16 of them, because their weights lie side by
 * side (32 bits each).
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
  readonly fixed: FixedColumns | undefined;
  readonly precision: 'double' | 'single';
  /** By model. */
  readonly biases: Float64Array;
  /** The weights, 0 where banned, and the biases. For {@link scoreRows} only: their layout may change. */
  readonly packed: PackedModels;
  /** For each column that some model bans, those models. */
  readonly bannedBy: ReadonlyMap<number, readonly number[]>;

  /** @throws LinearModelError `invalid-argument` for weights of another length, `invalid-lane` for `banned`. */
  constructor(models: readonly LinearModel[], options: ScoringOptions) {
    this.models = models.length;
    this.columns = options.columns;
    this.rowScale = options.rowScale;
    this.fixed = options.fixed;
    if (options.fixed) checkFixed(options.fixed, options.columns);
    this.precision = options.precision ?? 'double';
    this.biases = Float64Array.from(models, (model) => model.bias);
    const bannedBy = new Map<number, number[]>();
    models.forEach(({ weights, banned = new Int32Array(0) }, at) => {
      if (weights.length !== options.columns) {
        throw new LinearModelError(
          'invalid-argument',
          `ScoringModel: model ${at} has ${weights.length} weights; expected one a column, ${options.columns}.`,
        );
      }
      checkBanned(`ScoringModel: model ${at}: banned`, banned, options);
      for (const column of banned) {
        const by = bannedBy.get(column);
        if (by) by.push(at);
        else bannedBy.set(column, [at]);
      }
    });
    this.bannedBy = bannedBy;
    this.packed = new PackedModels(models.length, options.columns, this.precision === 'single');
    const { groups, floats } = this.packed;
    for (const { first, models: count, width, weights, biases } of groups) {
      models.slice(first, first + count).forEach((model, m) => {
        floats[biases + m] = model.bias;
        for (let column = 0; column < options.columns; column++) {
          floats[weights + column * width + m] = model.weights[column]!;
        }
        for (const column of model.banned ?? []) floats[weights + column * width + m] = 0;
      });
    }
    for (const column of bannedBy.keys()) this.packed.flag(column);
  }
}

/**
 * The margins of every row under every model: `scores[row * model.models + m]`; NaN for a row with no column that the model
 * allows. They are {@link scoreLane}'s numbers rounded to 32 bits, or nearly (see {@link ScoringOptions}); the bits depend
 * neither on the batch, nor on the other models, nor on the machine.
 *
 * @param matrix - a batch of rows over the model's columns
 * @param out - where to write; at least `matrix.rows * model.models` long; a new array when absent
 * @throws LinearModelError `invalid-argument` when the matrix or `out` does not fit.
 * @example const scores = scoreRows(batch, model, reused);
 */
export function scoreRows(matrix: SparseMatrix, model: ScoringModel, out?: Float32Array): Float32Array {
  const { models } = model;
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
  const scoring = { matrix, model, scores, lost: new Lost(models), sums: new Float64Array(4) };
  for (let row = 0; row < matrix.rows;) {
    const past = model.packed.runs && !model.fixed ? chunkFrom(matrix, row) : row;
    if (model.precision === 'double') doubleScores(scoring, row);
    else if (past > row) scoreChunk(scoring, row, past);
    else plainScores(scoring, row);
    row = Math.max(past, row + 1);
  }
  return scores;
}

/** The row past the longest chunk from a row on; the row itself when it alone is too long. */
function chunkFrom({ rows, rowStart }: SparseMatrix, row: number): number {
  const last = rowStart[row]! + chunkEntries;
  let past = row;
  while (past < rows && past - row < chunkRows && rowStart[past + 1]! <= last) past++;
  return past;
}

/** Scores rows by the kernel, and finishes those that hold a banned column. */
function scoreChunk(scoring: Scoring, first: number, past: number): void {
  const { matrix, model, scores } = scoring;
  const { rowStart, columnIndex, levels, levelValues } = matrix;
  const start = rowStart[first]!;
  const end = rowStart[past]!;
  const scales = new Float32Array(past - first);
  for (let row = first; row < past; row++) {
    const isEmpty = rowStart[row + 1] === rowStart[row];
    scales[row - first] = isEmpty
      ? NaN
      : scaleOf(sumOfSquares(matrix, row, { end: rowStart[row + 1]! }), model.rowScale);
  }
  const chunk = {
    columnIndex: columnIndex.subarray(start, end),
    levels: levels?.subarray(start, end),
    levelValues,
    ends: rowStart.subarray(first + 1, past + 1).map((entry) => entry - start),
    scales,
  };
  const flagged: number[] = [];
  const found = model.packed.score(chunk, (row) => flagged.push(first + row));
  scores.set(found, first * model.models);
  for (const row of flagged) finishRow(scoring, row);
}
