import type { Lane, RowScale } from '../problem.ts';

/** What a thread needs to know of a lane, and can be sent. */
export interface BlockLane extends Omit<Lane, 'name'> {
  /** Index into `problem.lanes`. */
  readonly lane: number;
  readonly strengths: readonly number[];
}

/** What all blocks of a problem share. */
export interface BlockSettings {
  readonly rowScale: RowScale;
  readonly l1Ratio: number;
  readonly tolerance: number;
  /** The mean of |x|^2 + 1 over the problem's rows. */
  readonly squaredLength: number;
  readonly maxEpochs: number;
  readonly seed: number;
}
