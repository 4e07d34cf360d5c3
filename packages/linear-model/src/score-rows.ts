import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';
import { chunkEntries, chunkRows } from './packed-plan.ts';
import type { Scoring } from './score-plain.ts';
import { doubleScores, finishRow, Lost, plainScores } from './score-plain.ts';
import type { ScoringModel, ScoringParts } from './scoring-model.ts';

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
  checkScoring(matrix, model, out);
  const scores = out ?? new Float32Array(matrix.rows * model.models);
  scoreRange({ matrix, model, scores }, 0, matrix.rows);
  return scores;
}

/** @throws LinearModelError `invalid-argument` when the matrix or `out` does not fit the model. */
export function checkScoring(matrix: SparseMatrix, model: ScoringParts, out: Float32Array | undefined): void {
  if (matrix.columns !== model.columns) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreRows: the matrix has ${matrix.columns} columns; expected the model's ${model.columns}.`,
    );
  }
  if (out && out.length < matrix.rows * model.models) {
    throw new LinearModelError(
      'invalid-argument',
      `scoreRows: out has ${out.length} entries; expected at least rows x models, ${matrix.rows * model.models}.`,
    );
  }
}

/** What is scored, and where to. */
export interface ScoreTask {
  readonly matrix: SparseMatrix;
  readonly model: ScoringParts;
  readonly scores: Float32Array;
}

/** Scores the rows `from` to `to`, not included. */
export function scoreRange(task: ScoreTask, from: number, to: number): void {
  const { matrix, model } = task;
  const scoring = { ...task, lost: new Lost(model.models), sums: new Float64Array(4) };
  for (let row = from; row < to;) {
    const past = model.packed.runs ? chunkFrom(matrix, row, to) : row;
    if (model.precision === 'double') doubleScores(scoring, row);
    else if (past > row) scoreChunk(scoring, row, past);
    else plainScores(scoring, row);
    row = Math.max(past, row + 1);
  }
}

/** The row past the longest chunk from a row on; the row itself when it alone is too long. */
function chunkFrom({ rowStart }: SparseMatrix, row: number, to: number): number {
  const last = rowStart[row]! + chunkEntries;
  let past = row;
  while (past < to && past - row < chunkRows && rowStart[past + 1]! <= last) past++;
  return past;
}

/** Scores rows by the kernel, and finishes those that hold a banned column. */
function scoreChunk(scoring: Scoring, first: number, past: number): void {
  const { matrix, model, scores } = scoring;
  const { rowScale, fixed } = model;
  const flagged: number[] = [];
  const found = model.packed.score(matrix, { first, past, rowScale, fixed }, (row) => flagged.push(row));
  scores.set(found, first * model.models);
  for (const row of flagged) finishRow(scoring, row);
}
