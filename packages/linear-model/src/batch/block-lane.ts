import type { RowScale } from '../problem.ts';

/** What a thread needs to know of a lane, and can be sent. */
export interface BlockLane {
  /** Index into `problem.lanes`. */
  readonly lane: number;
  readonly positives: Int32Array;
  readonly excluded: Int32Array;
  readonly banned: Int32Array;
  readonly strengths: readonly number[];
}

/** What all blocks of a problem share. */
export interface BlockSettings {
  readonly rowScale: RowScale;
  readonly tolerance: number;
  readonly maxEpochs: number;
  readonly seed: number;
}
