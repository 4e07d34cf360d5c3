import type { SparseMatrix } from './matrix.ts';
import { scaledEnd, scaleOf, sumOfSquares, valueOf } from './row-worth.ts';
import type { ScoringParts } from './scoring-model.ts';

/** What a row has lost to each model's bans; all 0 between rows. */
export class Lost {
  readonly entries: Int32Array;
  readonly squares: Float64Array;

  constructor(models: number) {
    this.entries = new Int32Array(models);
    this.squares = new Float64Array(models);
  }

  add(model: number, square: number): void {
    this.entries[model] = this.entries[model]! + 1;
    this.squares[model] = this.squares[model]! + square;
  }

  clear(): void {
    this.entries.fill(0);
    this.squares.fill(0);
  }
}

/** A batch being scored. */
export interface Scoring {
  readonly matrix: SparseMatrix;
  readonly model: ScoringParts;
  readonly scores: Float32Array;
  readonly lost: Lost;
  /** Room for four. */
  readonly sums: Float64Array;
}

const { fround } = Math;

/** A row's scores under all models, by the kernel's operations in the kernel's order. */
export function plainScores(scoring: Scoring, row: number): void {
  const { model, scores } = scoring;
  for (const group of model.packed.groups) {
    for (let at = 0; at < group.models; at++) {
      scores[row * model.models + group.first + at] = sumOf(scoring, row, {
        lane: group.weights + at,
        width: group.width,
      });
    }
  }
  finishRow(scoring, row);
}

/** A row's scores under all models, with sums in 64 bits. */
export function doubleScores(scoring: Scoring, row: number): void {
  const { matrix, model, scores, lost, sums } = scoring;
  const start = matrix.rowStart[row]!;
  const end = scaledEnd(matrix, row, model.fixed);
  const anyLost = countLost(scoring, row);
  const squares = sumOfSquares(matrix, row, { end });
  const whole = start === end ? NaN : scaleOf(squares, model.rowScale);
  for (const { first, models, width, weights } of model.packed.groups) {
    for (let m = 0; m < models; m += 4) {
      sumFour(matrix, { floats: model.packed.floats, from: weights + m, width, start, end }, sums);
      for (let lane = 0; lane < Math.min(4, models - m); lane++) {
        const at = first + m + lane;
        const gone = lost.entries[at]!;
        const scale = gone === 0 ? whole : scaleOf(squares - lost.squares[at]!, model.rowScale);
        const worth = scale * sums[lane]! + fixedWorth(scoring, row, { end, at: weights + m + lane, width });
        scores[row * model.models + at] = gone === end - start ? NaN : model.biases[at]! + worth;
      }
    }
  }
  if (anyLost) lost.clear();
}

/** What a row's fixed entries, from `end` on, add to its margin under the model whose weight of column 0 is at `at`. */
function fixedWorth(
  { matrix, model }: Scoring,
  row: number,
  { end, at, width }: { readonly end: number; readonly at: number; readonly width: number },
): number {
  if (!model.fixed) return 0;
  let sum = 0;
  for (let entry = end; entry < matrix.rowStart[row + 1]!; entry++) {
    sum += model.packed.floats[at + matrix.columnIndex[entry]! * width]!;
  }
  return model.fixed.value * sum;
}

/** {@link fixedWorth} by the kernel's operations in the kernel's order. */
function fixedWorth32(
  { matrix, model }: Scoring,
  row: number,
  { end, at, width }: { readonly end: number; readonly at: number; readonly width: number },
): number {
  if (!model.fixed) return 0;
  let sum = 0;
  for (let entry = end; entry < matrix.rowStart[row + 1]!; entry++) {
    sum = fround(sum + model.packed.floats[at + matrix.columnIndex[entry]! * width]!);
  }
  return fround(fround(model.fixed.value) * sum);
}

interface FourModels {
  readonly floats: Float32Array;
  readonly from: number;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

/** The sums of a row's weights under four models, which stay in registers. */
function sumFour(matrix: SparseMatrix, { floats, from, width, start, end }: FourModels, sums: Float64Array): void {
  const { columnIndex, levels, levelValues } = matrix;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let entry = start; entry < end; entry++) {
    const at = from + columnIndex[entry]! * width;
    if (!levels) {
      a += floats[at]!;
      b += floats[at + 1]!;
      c += floats[at + 2]!;
      d += floats[at + 3]!;
      continue;
    }
    const value = levelValues![levels[entry]!]!;
    a += value * floats[at]!;
    b += value * floats[at + 1]!;
    c += value * floats[at + 2]!;
    d += value * floats[at + 3]!;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

/** Counts what a row loses to bans; whether it does. */
function countLost({ matrix, model, lost }: Scoring, row: number): boolean {
  const { packed, bannedBy } = model;
  if (bannedBy.size === 0) return false;
  const end = matrix.rowStart[row + 1]!;
  let any = false;
  for (let entry = matrix.rowStart[row]!; entry < end; entry++) {
    const column = matrix.columnIndex[entry]!;
    if (packed.flags[column] === 0) continue;
    any = true;
    const square = valueOf(matrix, entry) ** 2;
    for (const m of bannedBy.get(column)!) lost.add(m, square);
  }
  return any;
}

/** From a row's sums of weights to margins, with the scale that each model's bans leave it. */
export function finishRow(scoring: Scoring, row: number): void {
  const { matrix, model, scores, lost } = scoring;
  const { models, packed, rowScale } = model;
  const end = scaledEnd(matrix, row, model.fixed);
  const length = end - matrix.rowStart[row]!;
  const anyLost = countLost(scoring, row);
  const squares = sumOfSquares(matrix, row, { end });
  const whole = fround(scaleOf(squares, rowScale));
  for (const { first, models: count, biases, weights, width } of packed.groups) {
    for (let at = 0; at < count; at++) {
      const m = first + at;
      const bias = packed.floats[biases + at]!;
      const fixed = fixedWorth32(scoring, row, { end, at: weights + at, width });
      const gone = lost.entries[m]!;
      const left = gone === 0 ? whole : fround(scaleOf(squares - lost.squares[m]!, rowScale));
      const scale = gone === length ? NaN : left;
      scores[row * models + m] = bias + fround(fround(scale * scores[row * models + m]!) + fixed);
    }
  }
  if (anyLost) lost.clear();
}

/** even + odd: see the kernel. */
function sumOf(
  { matrix, model }: Scoring,
  row: number,
  { lane, width }: { readonly lane: number; readonly width: number },
): number {
  const { floats } = model.packed;
  const start = matrix.rowStart[row]!;
  const end = scaledEnd(matrix, row, model.fixed);
  let even = 0;
  let odd = 0;
  for (let entry = start; entry < end; entry++) {
    const weight = floats[lane + matrix.columnIndex[entry]! * width]!;
    const worth = matrix.levels ? fround(valueOf(matrix, entry) * weight) : weight;
    if ((entry - start) % 2 === 0) even = fround(even + worth);
    else odd = fround(odd + worth);
  }
  return even + odd;
}
