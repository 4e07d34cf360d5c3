import { rowsPerRun } from '../row-runs.ts';

/** Lanes a 128-bit vector holds. */
export const lanesPerVector = 4;
/** Lanes a block has at most: one column of 16 weights is one cache line. */
export const maxBlockLanes = 16;

/** Bytes of {@link Layout.rowTable} a row: address of the first entry, address past the last, scale, squared length + 1. */
export const rowBytes = 16;
/** Bytes of {@link Layout.states} a row: one bit a lane for positive and, 16 higher, one for learned from; record or 0. */
export const stateBytes = 8;

/** Numbers that a block's kernel works with, by place after {@link Layout.parameters}: 16 lanes of 4 bytes each. */
export const parameter = {
  strength: 0,
  /** What the bias is measured from. */
  bias: 64,
  /** The threshold of elastic net. */
  threshold: 128,
  /** 1 << lane, and 65536 << lane. */
  positiveBit: 192,
  activeBit: 256,
  /** What `carryOver` multiplies the latest solution by, and ones where it may touch a lane. */
  latest: 320,
  changed: 384,
  snapshotBias: 448,
  /** 64-bit sums a lane: |f| of an epoch, or the loss. */
  sum: 512,
  /** One word: the bits of states that count at the moment. */
  running: 640,
  /** The sum of alpha y: what the bias is above `bias`. Small, and kept apart so that small steps are not lost to rounding. */
  drift: 704,
  /** What `carryOver` multiplies the solution before the latest by. */
  earlier: 768,
  /** What a step is multiplied by. */
  relaxation: 832,
  bytes: 896,
} as const;

/** What decides where things lie in memory and which kernel is assembled. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly entries: number;
  /** Entries have levels, whose values a table gives. */
  readonly valued: boolean;
  /** Weights are soft-thresholded: elastic net. */
  readonly soft: boolean;
  /** Weights start from, and are pulled to, a prior. */
  readonly prior: boolean;
  /** Some lane has three strengths or more: a third starts from two solutions. */
  readonly long: boolean;
  /** What an entry of a fixed column is worth; 0: there are none. */
  readonly fixedValue: number;
  /** Vectors of 4 lanes in a block: 1 to 4. */
  readonly vectors: number;
  /** Bytes for the records of rows with banned columns, the largest block's. */
  readonly recordBytes: number;
}

/** Addresses in the shared memory. A thread has its own from `parameters` on; what is before them is shared and read only. */
export interface Layout extends Shape {
  readonly rowTable: number;
  /** A word a row: the address past its last fixed entry, which start where the row table's end. */
  readonly fixedEnds: number;
  readonly columnIndex: number;
  readonly levels: number;
  readonly levelValues: number;
  readonly trainable: number;
  /** Rows a run of neighbours: see `rowsPerRun`. */
  readonly rowsPerRun: number;
  readonly runs: number;
  readonly parameters: number;
  readonly weights: number;
  readonly snapshot: number;
  readonly priorWeights: number;
  readonly alpha: number;
  /** The solution at the strength before the latest, where paths are `long`. */
  readonly earlierWeights: number;
  readonly earlierAlpha: number;
  readonly states: number;
  readonly order: number;
  readonly records: number;
}

/** Hands out addresses one after the other, on cache lines. */
class Space {
  #used: number;

  constructor(from: number) {
    this.#used = from;
  }

  get used(): number {
    return this.#used;
  }

  take(bytes: number): number {
    const at = this.#used;
    this.#used += Math.ceil(bytes / 64) * 64;
    return at;
  }
}

/** The memory of a problem: its matrix once, and what each thread needs for one block at a time. */
export interface MemoryPlan {
  readonly bytes: number;
  /** Where a thread's own part lies; they differ in nothing else. */
  readonly layouts: readonly Layout[];
}

/**
 * Lays out the memory for some threads.
 *
 * @example planMemory(shape, 2).bytes // what it takes
 */
export function planMemory(shape: Shape, threads: number): MemoryPlan {
  // Address 0 stays free: it means "none".
  const space = new Space(64);
  const run = rowsPerRun(shape.rows);
  const runs = Math.ceil(shape.rows / run);
  const shared = {
    rowTable: space.take(shape.rows * rowBytes),
    fixedEnds: space.take(shape.fixedValue > 0 ? shape.rows * 4 : 0),
    columnIndex: space.take(shape.entries * 4),
    levels: space.take(shape.valued ? shape.entries : 0),
    levelValues: space.take(shape.valued ? 256 * 4 : 0),
    trainable: space.take(shape.rows),
    rowsPerRun: run,
    runs,
  };
  const stride = shape.vectors * 16;
  const layouts = Array.from({ length: threads }, (): Layout => ({
    ...shape,
    ...shared,
    parameters: space.take(parameter.bytes),
    weights: space.take(shape.columns * stride),
    snapshot: space.take(shape.columns * stride),
    priorWeights: space.take(shape.prior ? shape.columns * stride : 0),
    alpha: space.take(shape.rows * stride),
    earlierWeights: space.take(shape.long ? shape.columns * stride : 0),
    earlierAlpha: space.take(shape.long ? shape.rows * stride : 0),
    states: space.take(shape.rows * stateBytes),
    order: space.take(runs * 4),
    records: space.take(shape.recordBytes),
  }));
  return { bytes: space.used, layouts };
}
