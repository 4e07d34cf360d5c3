/**
 * Why a member of an audience came or went between two nights, in the order in which the causes are tried: other weights, other
 * histories of the users that both nights know, users that only one of the nights knows, another number of users taken, and who is
 * left out (he fired, or opted out).
 */
export const CHANGE_CAUSES = ['weights', 'histories', 'users', 'threshold', 'suppression'] as const;

/** One of {@link CHANGE_CAUSES}. */
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** What one cause did to an audience: how many users it brought in, and how many it took out. */
export type CauseOfChange = {
  readonly cause: ChangeCause;
  readonly joined: number;
  readonly left: number;
};

/** A token's weight in the models of the two nights; null in a night whose model has no such token. */
export type TokenChange = {
  readonly token: string;
  readonly before: number | null;
  readonly after: number | null;
};

/**
 * What became of a segment's audience from one night to another.
 *
 * Each user who is in only one of the two audiences has one cause, so that the causes of a `changed` segment add up exactly:
 * `joined` and `left` are the sums of theirs, and `reach - reachBefore` is `joined - left`. A segment that is `new` or `gone` has an
 * audience in one of the nights alone; nothing is to be split, and it has no causes.
 *
 * @example
 * { segmentId: '1001', name: 'Buyers', kind: 'changed', reachBefore: 200, reach: 190, joined: 20, left: 30,
 *   causes: [{ cause: 'weights', joined: 20, left: 20 }, …, { cause: 'threshold', joined: 0, left: 10 }, …],
 *   tokensUp: [{ token: 'site:shoes.example', before: 0.4, after: 1.1 }], tokensDown: [] }
 */
export type SegmentChange = {
  readonly segmentId: string;
  readonly name: string;
  readonly kind: 'changed' | 'new' | 'gone';
  /** Users in the audience of the night before; 0 for a new segment. */
  readonly reachBefore: number;
  /** Users in the audience of the night; 0 for a segment that is gone. */
  readonly reach: number;
  /** Users in the audience of the night alone. */
  readonly joined: number;
  /** Users in the audience of the night before alone. */
  readonly left: number;
  /** All of {@link CHANGE_CAUSES} in their order, also those that moved nobody; empty for a segment that is new or gone. */
  readonly causes: readonly CauseOfChange[];
  /** The tokens whose weights grew most, the largest growth first; at most ten. */
  readonly tokensUp: readonly TokenChange[];
  /** The tokens whose weights fell most, the largest fall first; at most ten. */
  readonly tokensDown: readonly TokenChange[];
};
