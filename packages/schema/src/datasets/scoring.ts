import { bigint, boolean, double, int, nullable, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';

const userKey = () => bigint('The user as a number: the first 60 bits of the md5 of user_id.');
const weight = (place: string) => double(`The token's weight for the segment of the pass whose place is ${place}.`);

/** What a pass over the histories needs of each model: an intermediate of scoring. */
export const scoringSegments = {
  v1: defineDataset({
    name: 'scoring_segments',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The segments that are scored inside the engine, sixteen a pass, with what their models are besides weights.',
    columns: {
      segment_id: text('The segment.'),
      pass: int('The pass that scores it, from 0.'),
      place: text('Its column of `scoring_weights`, `s00` to `s15`.'),
      bias: double('Added to the sum of the weights.'),
      activity_value: double("What an activity token is worth, whatever the row's length."),
      scaled: boolean('Whether rows have length 1.'),
      users: int('Users to choose.'),
    },
    key: ['segment_id'],
  }),
};

/** Tokens that do not count: an intermediate of scoring. */
export const scoringBans = {
  v1: defineDataset({
    name: 'scoring_bans',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'Tokens that are no feature of a segment, and those that are no part of activity.',
    columns: {
      segment_id: nullable(text('The segment; null for a token that is no part of activity.')),
      token: text('The token, as models name it.'),
    },
    key: ['segment_id', 'token'],
  }),
};

/** The buckets of activity: an intermediate of scoring. */
export const activityBuckets = {
  v1: defineDataset({
    name: 'activity_buckets',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The activity tokens, with the amounts that each stands for.',
    columns: {
      kind: text('What is counted, as in `history_length`.'),
      lowest: int('The smallest amount of the bucket.'),
      highest: int('The largest.'),
      token: text('The activity token, as models name it.'),
      token_no: int('Its number, below 0: from -1 downwards.'),
    },
    key: ['token_no'],
  }),
};

/** The weights side by side: an intermediate of scoring. */
export const scoringWeights = {
  v1: defineDataset({
    name: 'scoring_weights',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The weights of a pass, a row a token and a column a segment; 0 where the model has none, or the token is banned.',
    columns: {
      pass: int('The pass, from 0.'),
      token_no: int('The token; below 0 for activity.'),
      s00: weight('s00'),
      s01: weight('s01'),
      s02: weight('s02'),
      s03: weight('s03'),
      s04: weight('s04'),
      s05: weight('s05'),
      s06: weight('s06'),
      s07: weight('s07'),
      s08: weight('s08'),
      s09: weight('s09'),
      s10: weight('s10'),
      s11: weight('s11'),
      s12: weight('s12'),
      s13: weight('s13'),
      s14: weight('s14'),
      s15: weight('s15'),
    },
    key: ['pass', 'token_no'],
  }),
};

/** How active each user is: an intermediate of scoring. */
export const userActivity = {
  v1: defineDataset({
    name: 'user_activity',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The activity tokens of each user of the score window, one of each kind.',
    columns: { user_key: userKey(), token_no: int('The activity token; below 0.') },
    key: ['user_key', 'token_no'],
  }),
};

/** Who is not scored: an intermediate of scoring. */
export const leftOut = {
  v1: defineDataset({
    name: 'left_out',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'Users of the score window with enough tokens that are left out of a segment: known to have fired for it, or with too few tokens that count for it.',
    columns: { segment_id: text('The segment.'), user_key: userKey() },
    key: ['segment_id', 'user_key'],
  }),
};
