/**
 * Why a member of an audience came or went between two nights, in the order in which the causes are tried: other weights, other
 * histories of the users that both nights know, users that only one of the nights knows, another number of users taken, and who is
 * left out (he fired, or opted out).
 */
export const CHANGE_CAUSES = ['weights', 'histories', 'users', 'threshold', 'suppression'] as const;

/** One of {@link CHANGE_CAUSES}. */
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** What one cause did to an audience. */
export type CauseOfChange = {
  readonly cause: ChangeCause;
  /** Users it brought in. */
  readonly joined: number;
  /** Users it took out. */
  readonly left: number;
  /**
   * By how much it alone changed the reach. Not `joined - left`: other weights choose other users, but as many, and of those whom
   * they brought in some may have left again for another cause.
   */
  readonly reach: number;
};

/** A token's weight in the models of the two nights; null in a night whose model has no such token. */
export type TokenChange = {
  readonly token: string;
  readonly before: number | null;
  readonly after: number | null;
};

/** What became of a set of users from one night to another. */
export type ReachChange = {
  /** Users in the night before. */
  readonly reachBefore: number;
  /** Users in the night. */
  readonly reach: number;
  /** Users in the night alone. */
  readonly joined: number;
  /** Users in the night before alone. */
  readonly left: number;
  /** All of {@link CHANGE_CAUSES} in their order, also those that moved nobody; empty for a segment that is new or gone. */
  readonly causes: readonly CauseOfChange[];
};

/**
 * What became of a segment's audience from one night to another.
 *
 * Each user who is in only one of the two audiences has one cause, so that the causes of a `changed` segment add up exactly:
 * `joined` and `left` are the sums of theirs, and `reach - reachBefore` is the sum of what each did to the reach. A segment that is `new` or `gone` has a
 * model in one of the nights alone; nothing is to be split, and it has no causes.
 *
 * @example
 * { segmentId: '1001', name: 'Buyers', kind: 'changed', reachBefore: 200, reach: 190, joined: 20, left: 30,
 *   causes: [{ cause: 'weights', joined: 20, left: 22, reach: 0 }, …, { cause: 'threshold', joined: 0, left: 8, reach: -10 }, …],
 *   delivered: { reachBefore: 150, reach: 141, … },
 *   tokensUp: [{ token: 'site:shoes.example', before: 0.4, after: 1.1 }], tokensDown: [] }
 */
export type SegmentChange = ReachChange & {
  readonly segmentId: string;
  readonly name: string;
  readonly kind: 'changed' | 'new' | 'gone';
  /**
   * The same of the users that the DSP holds, split as exactly; undefined unless both nights were delivered. Who came or went there as
   * he did in the audience has the same cause; `suppression` is here also what sync leaves out: who opted out, who has no id of the
   * DSP, whom the reach lock keeps out, and a segment that is held.
   */
  readonly delivered?: ReachChange;
  /** The tokens whose weights grew most, the largest growth first; at most ten. */
  readonly tokensUp: readonly TokenChange[];
  /** The tokens whose weights fell most, the largest fall first; at most ten. */
  readonly tokensDown: readonly TokenChange[];
};
