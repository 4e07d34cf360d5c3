import type { Examples } from './examples.ts';
import type { ModelSelectionOptions } from './options.ts';
import type { Shares } from './shares.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A segment to train. */
export interface Segment {
  readonly number: number;
  readonly id: string;
  /** Seeds with a history. */
  readonly seeds: number;
  /** The share of all users that the pool of negatives holds. */
  readonly rate: number;
  /** The share of the users that is to be published. */
  readonly share: number;
  /** Token texts that are no feature. */
  readonly banned: readonly string[];
}

/** What models are trained on. */
export interface Training {
  readonly segments: readonly Segment[];
  readonly examples: Examples;
  readonly shares: Shares;
  readonly vocabulary: Vocabulary;
  readonly options: Pick<
    ModelSelectionOptions,
    'featureMaps' | 'priors' | 'strengths' | 'activityValue' | 'criterion' | 'noise' | 'folds' | 'foldSeeds'
  >;
  readonly signal: AbortSignal;
  readonly progress: (label: string, done?: number, total?: number) => void;
}
