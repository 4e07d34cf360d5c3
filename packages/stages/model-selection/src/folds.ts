import type { FoldStart } from '@lookalikes/schema';
import type { Examples } from './examples.ts';
import type { Shares } from './shares.ts';

/** The users of train and validation share, cut into blocks of successive rows: each judges fits on the others. */
export interface Folds {
  /** The first row of each block, and the end of the last. */
  readonly rows: readonly number[];
  /** The user that each block but the first begins with: what cuts a later night's users alike. */
  readonly starts: readonly FoldStart[];
}

/**
 * Cuts as many folds as asked, of equally many users: rows are in the order of a hash of the user, so that a block is a random sample.
 *
 * @example evenFolds(examples, shares, 5).rows; // [0, 180, 360, 540, 720, 900]
 */
export function evenFolds({ keys }: Pick<Examples, 'keys'>, { train, learned }: Shares, folds: number): Folds {
  const rows = Array.from({ length: folds + 1 }, (_, fold) => Math.floor((fold * learned.to) / folds));
  const starts = rows
    .slice(1, -1)
    .filter((row) => row < learned.to)
    .map((row): FoldStart => ({ share: row < train.to ? 'train' : 'validation', user_key: keys[row]! }));
  return { rows, starts };
}

/** Cuts the folds of an earlier night: whoever was in one is in the same one again. */
export function sameFolds(
  { keys }: Pick<Examples, 'keys'>,
  { train, validation, learned }: Shares,
  starts: readonly FoldStart[],
): Folds {
  const cuts = starts.map(({ share, user_key }) => firstFrom(keys, user_key, share === 'train' ? train : validation));
  return { rows: [0, ...cuts, learned.to], starts };
}

/** The first of some rows whose user has this key or a higher one; their end where none has. */
function firstFrom(keys: BigInt64Array, key: bigint, { from, to }: { readonly from: number; readonly to: number }) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
