import type { KeptModel } from '@lookalikes/schema';
import { leftOut } from './examples.ts';
import { whyUntrainable } from './lane.ts';
import type { Prepared } from './segment-fits.ts';
import type { Share } from './shares.ts';
import { rowsShare } from './shares.ts';
import type { Training } from './training.ts';

/** How a segment's candidates are judged: by rows that they have not learned from. */
export interface Judging {
  /** The validation share, or every fold in turn. */
  readonly by: KeptModel['judged_by'];
  /** The rows that a fit is given. */
  readonly learn: Share;
  /** Each fit: what its rows count as, and the rows that it is judged by. Those follow each other without gaps. */
  readonly parts: readonly { readonly labels: Uint8Array; readonly judged: Share }[];
  /** All rows that are judged by. */
  readonly judged: Share;
}

/**
 * One fit on the train share, judged by the validation share; for few seeds instead one a fold, on all of both but that fold,
 * which judges it.
 */
export function judgingOf(training: Training, prepared: Prepared): Judging {
  const { train, validation, learned } = training.shares;
  const { folds, foldSeeds } = training.options;
  const { labels, banned, segment } = prepared;
  const once: Judging = {
    by: 'validation',
    learn: train,
    parts: [{ labels: labels.subarray(0, train.to), judged: validation }],
    judged: validation,
  };
  if (folds < 2 || segment.seeds >= foldSeeds) return once;
  const parts = Array.from({ length: folds }, (_, fold) => {
    const from = training.folds.rows[fold]!;
    const to = training.folds.rows[fold + 1]!;
    return {
      labels: labels.slice(0, learned.to).fill(leftOut, from, to),
      judged: rowsShare(training.examples, from, to),
    };
  });
  const { tokens } = training.vocabulary;
  const untrainable = parts.some(
    (part) => whyUntrainable(learned.matrix, part.labels, { banned, tokens }) !== undefined,
  );
  return untrainable ? once : { by: 'folds', learn: learned, parts, judged: learned };
}
