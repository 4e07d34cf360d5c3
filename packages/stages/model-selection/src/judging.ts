import { leftOut } from './examples.ts';
import { whyUntrainable } from './lane.ts';
import type { Prepared } from './segment-fits.ts';
import type { Share } from './shares.ts';
import { rowsShare } from './shares.ts';
import type { Training } from './training.ts';

/** How a segment's candidates are judged: by rows that they have not learned from. */
export interface Judging {
  /** The rows that a fit is given. */
  readonly learn: Share;
  /** Each fit: what its rows count as, and the rows that it is judged by. Those follow each other without gaps. */
  readonly parts: readonly { readonly labels: Uint8Array; readonly judged: Share }[];
  /** All rows that are judged by. */
  readonly judged: Share;
}

/**
 * One fit on the train share, judged by the validation share; for few seeds instead as many as `folds`, each on all of both but
 * one block of successive rows, which judges it. Rows are in the order of a hash of the user, so that a block is a random sample.
 */
export function judgingOf(training: Training, prepared: Prepared): Judging {
  const { train, validation, learned } = training.shares;
  const { folds, foldSeeds } = training.options;
  const { labels, banned, segment } = prepared;
  const once = {
    learn: train,
    parts: [{ labels: labels.subarray(0, train.to), judged: validation }],
    judged: validation,
  };
  if (folds < 2 || segment.seeds >= foldSeeds) return once;
  const parts = Array.from({ length: folds }, (_, fold) => {
    const from = Math.floor((fold * learned.to) / folds);
    const to = Math.floor(((fold + 1) * learned.to) / folds);
    return {
      labels: labels.slice(0, learned.to).fill(leftOut, from, to),
      judged: rowsShare(training.examples, from, to),
    };
  });
  const { tokens } = training.vocabulary;
  const untrainable = parts.some(
    (part) => whyUntrainable(learned.matrix, part.labels, { banned, tokens }) !== undefined,
  );
  return untrainable ? once : { learn: learned, parts, judged: learned };
}
