import type { BannedCounter } from './banned-rows.ts';
import { LinearModelError } from './error.ts';
import type { Lane, Problem } from './problem.ts';
import { fixedSquares, scaledEnd, scaleOf, squaredLengthOf, sumOfSquares } from './row-worth.ts';

/** Bits of {@link LaneRows.kind}. */
export const positiveRow = 1;
export const bannedInRow = 2;

/** The rows one lane learns from, without the others, in matrix order; the arrays run in parallel. */
export interface LaneRows {
  /** Row numbers of the matrix. */
  readonly rows: Int32Array;
  /** Is it a positive; does it hold a banned column. */
  readonly kind: Uint8Array;
  /** What an entry of the row is worth. */
  readonly scale: Float64Array;
  /** |x|^2 + 1: how far the row's own margin moves with its dual variable, the bias included. */
  readonly squaredLength: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

const left = 0;
const negative = 1;
const positive = 2;

/** Which rows a lane learns from, and as what. Refuses a lane that has nothing to learn from. */
function laneState(
  problem: Problem,
  lane: Lane,
  banned: Int32Array,
): { state: Uint8Array; positives: number; count: number } {
  const { matrix, trainable } = problem;
  const state = trainable ? trainable.slice() : new Uint8Array(matrix.rows).fill(negative);
  for (const row of lane.excluded) state[row] = left;
  for (const row of lane.positives) if (state[row] !== left) state[row] = positive;
  let count = 0;
  let positives = 0;
  for (let row = 0; row < matrix.rows; row++) {
    if (scaledEnd(matrix, row, problem.fixed) - matrix.rowStart[row]! === banned[row]) state[row] = left;
    if (state[row] === left) continue;
    count++;
    if (state[row] === positive) positives++;
  }
  if (positives === 0 || positives === count) {
    throw new LinearModelError(
      'no-examples',
      `lane "${lane.name}": ${positives} positive and ${count - positives} negative rows to learn from ` +
        `(of ${lane.positives.length} positives given; rows that are untrainable, excluded or without an allowed column ` +
        'do not count); expected at least one of each: skip this lane.',
    );
  }
  return { state, positives, count };
}

/** Refuses a lane without a positive or a negative row to learn from, before any lane is trained. */
export function checkExamples(problem: Problem, lane: Lane, counter: BannedCounter): void {
  laneState(problem, lane, counter.count(lane.banned));
}

/** By column: 1 where the lane bans it. */
export function bannedColumns(lane: Pick<Lane, 'banned'>, columns: number): Uint8Array {
  const banned = new Uint8Array(columns);
  for (const column of lane.banned) banned[column] = 1;
  return banned;
}

/** Picks a lane's rows. */
export function laneRows(problem: Problem, lane: Lane, counter: BannedCounter): LaneRows {
  const { matrix, rowScale, fixed } = problem;
  const banned = counter.count(lane.banned);
  const { state, positives, count } = laneState(problem, lane, banned);
  const rows = new Int32Array(count);
  const kind = new Uint8Array(count);
  const scale = new Float64Array(count);
  const squaredLength = new Float64Array(count);
  const isBanned = bannedColumns(lane, matrix.columns);
  for (let row = 0, at = 0; row < matrix.rows; row++) {
    if (state[row] === left) continue;
    const end = scaledEnd(matrix, row, fixed);
    const squares = sumOfSquares(matrix, row, { end, banned: banned[row]! > 0 ? isBanned : undefined });
    rows[at] = row;
    kind[at] = (state[row] === positive ? positiveRow : 0) | (banned[row]! > 0 ? bannedInRow : 0);
    scale[at] = scaleOf(squares, rowScale);
    squaredLength[at] = squaredLengthOf(squares, rowScale) + fixedSquares(matrix.rowStart[row + 1]! - end, fixed);
    at++;
  }
  return { rows, kind, scale, squaredLength, positives, negatives: count - positives };
}
