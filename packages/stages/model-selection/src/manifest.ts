import {
  backtestUsers,
  bigint,
  boolean,
  calibration,
  date,
  double,
  evaluations,
  examples,
  firstFires,
  int,
  keptWeights,
  models,
  modelTrials,
  modelWeights,
  pixels,
  seeds,
  segments,
  text,
  tokens,
  trainingSets,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { Night } from '@lookalikes/stage-kit';
import { goodNights, previous } from '@lookalikes/stage-kit';
import type { ModelSelectionOptions } from './options.ts';

/** What the stage reads. */
export const reads = {
  users: users.v1,
  tokens: tokens.v1,
  user_tokens: userTokens.v1,
  seeds: seeds.v1,
  first_fires: firstFires.v1,
  training_sets: trainingSets.v1,
  pixels: pixels.v1,
  segments: segments.v1,
  last_users: previous(users.v1),
  last_tokens: previous(tokens.v1),
  last_user_tokens: previous(userTokens.v1),
  last_first_fires: previous(firstFires.v1),
  last_models: previous(models.v1),
  last_kept_weights: previous(keptWeights.v1),
  // Nights are kept for 35 unless retention says otherwise; a label window is shorter.
  kept_nights: goodNights(keptWeights.v1, 35),
};

/** What the stage writes. */
export const writes = {
  examples: examples.v1,
  models: models.v1,
  model_weights: modelWeights.v1,
  kept_weights: keptWeights.v1,
  model_trials: modelTrials.v1,
  backtest_users: backtestUsers.v1,
  evaluations: evaluations.v1,
  calibration: calibration.v1,
};

const userKey = bigint('The user.');
const tokenNo = int('The token.');
const histories = {
  user_key: userKey,
  token_no: tokenNo,
  decayed_events: double('How often it was seen, recently more.'),
  age: int("Days from the token's last day to the window's."),
};
const labels = {
  segment_no: int('The segment.'),
  user_key: userKey,
  positive: boolean('Whether the user fired in the time that counts.'),
  drawn: boolean('Whether the user counts as a negative of other segments.'),
};
const artifact = { artifact: text('The key of the artifact.'), artifact_sha256: text('Its sha256.') };
const texts = { token_no: tokenNo, token: text('Its text.') };

/** What the stage asks the engine. */
export const queries = {
  ready_segments: {
    segment_no: int('Its number tonight.'),
    segment_id: text('The segment.'),
    seeds: int('Seeds with a history.'),
    sampling_rate: double('The share of all users that the pool holds.'),
    audience_size: double('Users to choose, as in segments; 0: it does not say.'),
    scored_users: double('Users of the score window.'),
  },
  ready_pixels: { segment_id: text('The segment.'), pixel_id: text('Its pixel.') },
  token_texts: texts,
  example_shares: { share: int('0 train, 1 validation, 2 test.'), users: int('Its users.') },
  example_tokens: histories,
  example_labels: labels,
  last_token_texts: texts,
  last_scored_users: { users: bigint('Users of the score window.') },
  backtest_models: {
    segment_no: int('Its number in the backtest.'),
    segment_id: text('The segment.'),
    ...artifact,
  },
  backtest_tokens: histories,
  backtest_labels: labels,
  last_kept: { shares_since: date('The night since which nobody had changed shares.'), ...artifact },
  kept_before: { segment_id: text('The segment.'), kept_on: date('The night that kept its weights.'), ...artifact },
  moved_users: {
    users: bigint('Users to learn from that were there last night, too.'),
    moved: bigint('Those of them in another share.'),
  },
};

/** The night as this stage sees it. */
export type ModelSelectionNight = Night<typeof reads, typeof writes, typeof queries, ModelSelectionOptions>;
