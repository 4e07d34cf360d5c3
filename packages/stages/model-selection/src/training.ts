import type { KeptModel } from '@lookalikes/schema';
import type { Examples } from './examples.ts';
import type { Folds } from './folds.ts';
import type { EarlierNights } from './earlier-weights.ts';
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
  /** As many as the option says. */
  readonly folds: Folds;
  /** What weights may be pulled to; undefined where no prior asks for it. */
  readonly earlier: EarlierNights | undefined;
  /** Takes what a later night may learn on from, a segment at a time; undefined where no prior will ask for it. */
  readonly keep: ((model: KeptModel) => Promise<void>) | undefined;
  readonly vocabulary: Vocabulary;
  readonly options: Pick<
    ModelSelectionOptions,
    'featureMaps' | 'priors' | 'strengths' | 'activityValue' | 'criterion' | 'noise' | 'folds' | 'foldSeeds'
  >;
  readonly signal: AbortSignal;
  readonly progress: (label: string, done?: number, total?: number) => void;
}
