import type { SparseMatrix } from './matrix.ts';
import type { PackedState } from './packed-models.ts';
import type { ScoringParts } from './scoring-model.ts';

/** What a scoring thread is started with. */
export interface ScoreThreadStart {
  /** Which stage of the packed models is the thread's. */
  readonly thread: number;
  readonly state: PackedState;
  readonly parts: Omit<ScoringParts, 'packed'>;
}

/** Rows that threads score together: whoever is free takes the next ones. All arrays are shared. */
export interface SharedScoring {
  readonly matrix: SparseMatrix;
  readonly scores: Float32Array;
  /** One number: the first row that nobody has taken. */
  readonly next: Int32Array;
}
