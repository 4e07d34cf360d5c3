import {
  activityBuckets,
  audiences,
  bigint,
  double,
  firstFires,
  int,
  leftOut,
  models,
  modelWeights,
  rankedUsers,
  scoringBans,
  scoringSegments,
  scoringWeights,
  seeds,
  segments,
  text,
  tokens,
  userActivity,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { Night } from '@lookalikes/stage-kit';
import type { ScoringOptions } from './options.ts';

/** What the stage reads. */
export const reads = {
  segments: segments.v1,
  models: models.v1,
  model_weights: modelWeights.v1,
  users: users.v1,
  tokens: tokens.v1,
  user_tokens: userTokens.v1,
  seeds: seeds.v1,
  first_fires: firstFires.v1,
};

/** What the stage writes. */
export const writes = {
  scoring_segments: scoringSegments.v1,
  scoring_bans: scoringBans.v1,
  activity_buckets: activityBuckets.v1,
  scoring_weights: scoringWeights.v1,
  user_activity: userActivity.v1,
  left_out: leftOut.v1,
  ranked_users: rankedUsers.v1,
  audiences: audiences.v1,
};

/** What of {@link writes} only serves the run itself; all but `ranked_users` where the engine scores. */
export const scratch = [
  'scoring_segments',
  'scoring_bans',
  'activity_buckets',
  'scoring_weights',
  'user_activity',
  'left_out',
  'ranked_users',
] as const;

const segmentNo = int('The segment.');
const userKey = bigint('The user.');
const tokenNo = int('The token.');

/** What the stage asks the engine. */
export const queries = {
  chosen_models: {
    segment_no: segmentNo,
    segment_id: text('Its id.'),
    artifact: text('The key of the artifact.'),
    artifact_sha256: text('Its sha256.'),
    audience_size: double('Users to choose, as in segments; 0: the default.'),
  },
  token_texts: { token_no: tokenNo, token: text('Its text.') },
  user_count: { users: bigint('Users of the score window.') },
  histories: {
    user_key: userKey,
    token_no: tokenNo,
    decayed_events: double('How often it was seen, recently more.'),
    age: int("Days from the token's last day to the window's."),
  },
  fired_users: { segment_no: segmentNo, user_key: userKey },
  scored_counts: { segment_id: text('The segment.'), scored: bigint('Users that can be scored for it.') },
  reached: {
    segment_id: text('The segment.'),
    users: bigint('Users chosen.'),
    lowest_score: double('The score of the last of them.'),
  },
};

/** The night as this stage sees it. */
export type ScoringNight = Night<typeof reads, typeof writes, typeof queries, ScoringOptions>;
