/**
 * Why a user is in an audience, or is not:
 *
 * - `chosen`: he is in it
 * - `no-model`: the night has no model of the segment, so nobody is
 * - `no-history`: he has fewer tokens in the score window than scoring asks for (`minTokens`)
 * - `fired`: he is known to have fired for it
 * - `no-token-counts`: his tokens are banned, or pixels of the segment
 * - `below`: his score is lower than that of the last user who was taken
 * - `tie`: his score is that of the last user who was taken, and his key is higher
 */
export type Standing = 'chosen' | 'no-model' | 'no-history' | 'fired' | 'no-token-counts' | 'below' | 'tie';

/** What a user's standing is found from. */
export interface StandingFacts {
  readonly rank: number | null;
  readonly hasModel: boolean;
  /** Tokens of his history, and those of them that count for the segment. */
  readonly tokens: number;
  readonly counting: number;
  readonly minTokens: number;
  readonly hasFired: boolean;
  readonly excludeSeeds: boolean;
  readonly score: number | null;
  /** The score of the last user that was taken; null of an empty audience. */
  readonly threshold: number | null;
}

/**
 * Where a user stands: what scoring found of him first.
 *
 * @example standingOf({ rank: 3, hasModel: true, … }) // 'chosen'
 */
export function standingOf(of: StandingFacts): Standing {
  if (of.rank !== null) return 'chosen';
  if (!of.hasModel) return 'no-model';
  if (of.tokens < of.minTokens) return 'no-history';
  if (of.hasFired && of.excludeSeeds) return 'fired';
  if (of.counting < of.minTokens) return 'no-token-counts';
  return of.score === of.threshold ? 'tie' : 'below';
}

/**
 * Whether the DSP holds a user after the night, and why not:
 *
 * - `held`: it does, by any of his ids
 * - `unknown`: the night has not told what the DSP holds
 * - `not-chosen`: he is not in the audience
 * - `segment-held`: guard rails, or a person, hold the segment back
 * - `opted-out`: he opted out before the run date
 * - `unmapped`: the mapping has no id of the DSP for him
 * - `left-out`: sync left out what ids he has: too many users share one, he has too many, files cannot hold them, the id has gone to
 *   another user; or he was kept out by the reach lock, or the segment by `minReach`
 */
export type Delivery = 'held' | 'unknown' | 'not-chosen' | 'segment-held' | 'opted-out' | 'unmapped' | 'left-out';

/** What is known of a user's delivery. */
export interface DeliveryFacts {
  readonly isTold: boolean;
  readonly isHeld: boolean;
  readonly isChosen: boolean;
  readonly isSegmentHeld: boolean;
  readonly hasOptedOut: boolean;
  /** Ids of the DSP that the mapping has of him. */
  readonly dspIds: number;
}

/**
 * What became of a user at the DSP.
 *
 * @example deliveryOf({ isTold: true, isHeld: false, isChosen: true, isSegmentHeld: false, hasOptedOut: true, dspIds: 1 }) // 'opted-out'
 */
export function deliveryOf(of: DeliveryFacts): Delivery {
  if (!of.isTold) return 'unknown';
  if (of.isHeld) return 'held';
  if (!of.isChosen) return 'not-chosen';
  if (of.hasOptedOut) return 'opted-out';
  if (of.isSegmentHeld) return 'segment-held';
  return of.dspIds === 0 ? 'unmapped' : 'left-out';
}
