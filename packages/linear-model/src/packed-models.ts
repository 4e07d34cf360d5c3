import { scoreBytes, scoreName, scoreRowBytes } from './batch/score-code.ts';
import type { ScoreFunction } from './batch/score-code.ts';
import type { Views } from './batch/views.ts';
import { viewsOf } from './batch/views.ts';
import type { SparseMatrix } from './matrix.ts';
import type { ModelGroup, PackedPlan, ScoreStage } from './packed-plan.ts';
import { leadEntries, placesOf, planPacked } from './packed-plan.ts';
import type { FixedColumns, RowScale } from './problem.ts';
import { scaledEnd, scaleOf, sumOfSquares } from './row-worth.ts';
import type { SharedMemory } from './wasm/runtime.ts';
import { canRun, instantiate, largestMemory, sharedMemory } from './wasm/runtime.ts';

/** What threads need to share packed models. */
export interface PackedState {
  readonly plan: PackedPlan;
  readonly memory: SharedMemory;
}

/** Rows of a matrix for the kernel: at most `chunkRows`, with at most `chunkEntries` entries. */
export interface RowChunk {
  readonly first: number;
  readonly past: number;
  readonly rowScale: RowScale;
  readonly fixed: FixedColumns | undefined;
}

/** The weights of many models in groups, in memory that threads share and the scoring kernel reads. */
export class PackedModels {
  readonly groups: readonly ModelGroup[];
  /** Weights and biases; see {@link ModelGroup}. */
  readonly floats: Float32Array;
  /** By column: 1 for those that were marked. */
  readonly flags: Uint8Array;
  readonly state: PackedState;
  readonly #views: Views;
  readonly #stage: ScoreStage | undefined;
  readonly #functions: Readonly<Record<string, ScoreFunction>> | undefined;

  /** @param thread - whose stage {@link score} works in */
  constructor(state: PackedState, thread: number) {
    const { plan, memory } = state;
    this.state = state;
    this.groups = plan.groups;
    this.#views = viewsOf(memory);
    this.floats = this.#views.floats;
    this.flags = this.#views.bytes.subarray(plan.flags, plan.flags + plan.columns);
    this.#stage = plan.stages[thread];
    if (this.#stage) this.#functions = instantiate(scoreBytes(placesOf(plan, this.#stage)), memory);
  }

  /** Whether {@link score} can be called. */
  get runs(): boolean {
    return this.#functions !== undefined;
  }

  /** Marks a column: for rows that hold it, {@link score} gives the sums of weights, without scale and bias. */
  flag(column: number): void {
    this.flags[column] = 1;
  }

  /**
   * Scores a chunk of rows.
   *
   * @param onFlagged - called for each row that holds a flagged column
   * @returns the margins, a row's models side by side; valid until the next call
   */
  score(matrix: SparseMatrix, chunk: RowChunk, onFlagged: (row: number) => void): Float32Array {
    const { ints, floats } = this.#views;
    const { models, bans } = this.state.plan;
    const { rowTable, out } = this.#stage!;
    const rows = chunk.past - chunk.first;
    this.#load(matrix, chunk);
    // The last group first: where its last vector is not full it spills into the next row, which the first group writes.
    const past = rowTable + rows * scoreRowBytes;
    for (let group = this.groups.length - 1; group >= 0; group--) {
      this.#functions![scoreName(group, matrix.levels !== undefined)]!(past);
    }
    const flagAt = rowTable / 4 + 3;
    for (let row = bans ? 0 : rows; row < rows; row++) {
      if (ints[flagAt + (row * scoreRowBytes) / 4] === 1) onFlagged(chunk.first + row);
    }
    return floats.subarray(out / 4, out / 4 + rows * models);
  }

  /** Puts a chunk in the stage, and fills in the table of its rows. */
  #load(matrix: SparseMatrix, { first, past, rowScale, fixed }: RowChunk): void {
    const { rowStart, columnIndex, levels, levelValues } = matrix;
    const { bytes, ints, floats } = this.#views;
    const stage = this.#stage!;
    const start = rowStart[first]!;
    const lead = leadOf(matrix, start);
    ints.set(columnIndex.subarray(start, rowStart[past]), stage.columnIndex / 4 + lead);
    if (levels) bytes.set(levels.subarray(start, rowStart[past]), stage.levels + lead);
    if (levelValues) floats.set(levelValues, stage.levelValues / 4);
    const origin = stage.columnIndex + (lead - start) * 4;
    const value = fixed?.value ?? 0;
    const isScaled = rowScale !== 'none';
    let from = start;
    for (let row = first, at = stage.rowTable / 4; row < past; row++, at += scoreRowBytes / 4) {
      const next = rowStart[row + 1]!;
      const end = fixed ? scaledEnd(matrix, row, fixed) : next;
      ints[at] = origin + from * 4;
      ints[at + 1] = origin + end * 4;
      let scale = end === from ? NaN : 1;
      if (isScaled && end > from) scale = scaleOf(levels ? sumOfSquares(matrix, row, { end }) : end - from, rowScale);
      floats[at + 2] = scale;
      ints[at + 4] = origin + (value === 0 ? end : next) * 4;
      floats[at + 5] = value;
      from = next;
    }
  }
}

/**
 * How many places a chunk's entries leave free in front, fewer than {@link leadEntries}: so many that what is copied lies alike within 8
 * bytes where it is and where it goes. Otherwise V8 copies into shared memory byte by byte, several times as slowly.
 */
const leadOf = ({ columnIndex, levels }: SparseMatrix, start: number): number =>
  ((levels ? levels.byteOffset : columnIndex.byteOffset / 4) + start) % leadEntries;

/**
 * Room for models' weights, all 0.
 *
 * @param threads - how many will score by the kernel; 0: only plain code will. Where the kernel cannot run, nobody does.
 */
export function roomFor(of: Pick<PackedPlan, 'models' | 'columns' | 'bans'>, threads: number): PackedState {
  const plan = planPacked(of, threads);
  const [stage] = plan.stages;
  if (stage && plan.bytes <= largestMemory && canRun(scoreBytes(placesOf(plan, stage)))) {
    return { plan, memory: sharedMemory(plan.bytes) };
  }
  const plain = planPacked(of, 0);
  return { plan: plain, memory: { buffer: new SharedArrayBuffer(plain.bytes) } };
}
