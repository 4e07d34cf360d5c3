import type { SparseMatrix } from './matrix.ts';

/**
 * What a row's entries are multiplied by: 1 (`none`), or 1/sqrt(n), where n is the number of the row's columns that are
 * allowed for the lane (of a matrix with levels: the sum of their squared values, so that the row has length 1). The latter
 * keeps a long row from shouting, and weights stay readable.
 */
export type RowScale = 'none' | 'inverse-sqrt-length';

/**
 * Columns from a number on whose entries are worth a constant, whatever their level and their row's scale: features beside a
 * history, such as buckets of its length, that want a scale of their own. They are not part of a row's length, no lane may ban
 * them, and a row that has no other allowed column is left out all the same.
 */
export interface FixedColumns {
  /** The first of them; all after it are, too. */
  readonly from: number;
  /** What an entry is worth, finite; 0 leaves them out. */
  readonly value: number;
}

/** What a lane's weights and bias are pulled to: last night's model, say, or one of the whole region. */
export interface Prior {
  /** By column, finite; what a banned column has there does not count. Smaller ones, say halved, pull less far from 0. */
  readonly weights: Float32Array;
  /** What the bias is pulled to. Absent: it is free. */
  readonly bias?: number;
}

/**
 * One model to learn: a segment, or a fold of one. A row that is neither positive, excluded, untrainable nor without an
 * allowed column is a negative. All arrays are strictly ascending.
 */
export interface Lane {
  /** Names the lane in errors. */
  readonly name: string;
  /** Row numbers of the positives. */
  readonly positives: Int32Array;
  /** Row numbers left out of this lane besides those that `trainable` leaves out of all. */
  readonly excluded: Int32Array;
  /** Columns that are never a feature of this lane: weight exactly 0, and not counted in a row's length. */
  readonly banned: Int32Array;
  /** Absent: weights are pulled to 0. The larger the strength, the less it matters. */
  readonly prior?: Prior;
}

/** Many lanes over one matrix. Lanes do not influence each other: a lane's fit is the same bits alone or among others. */
export interface Problem {
  readonly matrix: SparseMatrix;
  readonly lanes: readonly Lane[];
  readonly rowScale: RowScale;
  /** Absent: none. */
  readonly fixed?: FixedColumns;
  /** A row: 1 to learn from it, 0 to leave it out of every lane, as neither positive nor negative. Absent: all 1. */
  readonly trainable?: Uint8Array;
}

/** How {@link fitPath} walks. */
export interface PathOptions {
  /** The strengths C, positive and rising: how much an example weighs against the penalty. One list, or one a lane. */
  readonly strengths: readonly number[] | ((lane: number) => readonly number[]);
  /**
   * Elastic net: the share of the penalty that is the sum of |w|, from 0 (the default) to 0.5. Weights that are not worth it
   * become exactly 0, more of them at small strengths.
   */
  readonly l1Ratio?: number;
  /**
   * Stops a fit when the sum over rows of |C p - alpha|, as an epoch meets them, is below `tolerance` times C times the
   * number of positives, less where C times a row's squared length is large; 0.01 by default.
   */
  readonly tolerance?: number;
  /** Passes over the rows a fit may take; 25 by default. */
  readonly maxEpochs?: number;
  /** Seeds the order in which blocks of rows are visited: a whole number from 0 to 4294967295; 1 by default. */
  readonly seed?: number;
  /**
   * `wasm`: up to 16 lanes at a time in WebAssembly, on several threads, in 32-bit numbers. `plain`: one lane at a time in
   * 64-bit numbers, several times slower, with less memory. `auto`, the default: `wasm` where it can run, fits in memory and
   * is exact enough (a tolerance of 1e-4 or more), else `plain`.
   */
  readonly kernel?: 'auto' | 'wasm' | 'plain';
  /**
   * Threads of the `wasm` kernel, at most; one a CPU by default. Fewer are used when there are fewer blocks of lanes or too
   * little memory; small problems are solved in the calling thread. The fits are the same bits for any number.
   */
  readonly threads?: number;
  /** Bytes that the `wasm` kernel may take; by default what the system has available. At most 4 GiB can be used. */
  readonly memoryLimit?: number;
  /** Aborting makes the generator throw `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Called after each fit with the number done and the number in all; threads may be ahead of what was yielded. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One solution: a lane at a strength. */
export interface Fit {
  /** Index into `problem.lanes`. */
  readonly lane: number;
  readonly strength: number;
  /** By column; exactly 0 where banned, and the prior's (or 0) where never seen in the lane's rows. */
  readonly weights: Float32Array;
  readonly bias: number;
  readonly epochs: number;
  /** Whether the tolerance was met within `maxEpochs`. */
  readonly converged: boolean;
  /** What {@link fitPath} minimises, at the solution. */
  readonly objective: number;
  /** Rows learned from, by kind. */
  readonly positives: number;
  readonly negatives: number;
}
