import { bigint, boolean, date, double, int, nullable, oneOf, text, timestamp } from '../columns.ts';
import { defineDataset } from '../dataset.ts';
import { splits, windows } from '../ids.ts';

const userKey = () => bigint('The user as a number: the first 60 bits of the md5 of user_id.');
const userId = () => text("The first party's person id.");
const split = () => oneOf(splits, "The user's share, by a hash of user_id.");

/** One day's volume of one source. */
export const dailyEvents = {
  v1: defineDataset({
    name: 'daily_events',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'What one day brought from one source, before and after duplicates and bots.',
    columns: {
      source: text('Who saw the events.'),
      events: bigint('Rows of the input.'),
      duplicate_events: bigint('Rows that repeat another: same source, id, time, tokens and pixel.'),
      source_users: bigint('Distinct source user ids.'),
      bots: bigint('Source user ids above maxEventsPerUserDay, left out of everything.'),
      bot_events: bigint('Events of those, duplicates not counted.'),
    },
    key: ['source'],
    partitionedBy: 'event_date',
  }),
};

/** One day's tokens, aggregated once. */
export const dailyTokens = {
  v1: defineDataset({
    name: 'daily_tokens',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "One day's tokens by source user, aggregated once, so that a night costs a day and not a window.",
    columns: {
      source: text('Who saw the events.'),
      source_user_id: text("The source's user id."),
      token: text('The token.'),
      events: int('Events of the day that carried the token.'),
    },
    key: ['source', 'source_user_id', 'token'],
    partitionedBy: 'event_date',
  }),
};

/** One day's fires. */
export const dailyFires = {
  v1: defineDataset({
    name: 'daily_fires',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "One day's pixel fires by source user.",
    columns: {
      source: text('Who saw the fire.'),
      source_user_id: text("The source's user id."),
      pixel_id: text('The pixel that fired.'),
      first_fired_at: timestamp('The first fire of the day, UTC.'),
    },
    key: ['source', 'source_user_id', 'pixel_id'],
    partitionedBy: 'event_date',
  }),
};

/** Who is who: an intermediate of training-data. */
export const identities = {
  v1: defineDataset({
    name: 'identities',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'Every source user id with the user it maps to by its latest mapping before the run date, and whether it counts.',
    columns: {
      source: text('Whose id.'),
      source_user_id: text("The source's user id."),
      user_key: userKey(),
      user_id: userId(),
      status: oneOf(
        ['kept', 'hub', 'crowded'],
        'Whether the id counts: a hub maps to more than maxUsersPerId users, a crowded user has more than maxIdsPerUser ids.',
      ),
    },
    key: ['source', 'source_user_id'],
  }),
};

/** Token texts as numbers: an intermediate of training-data. */
export const dictionary = {
  v1: defineDataset({
    name: 'dictionary',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "Every token text seen since the training window opened, numbered by text, so that the night's joins are on integers.",
    columns: { token_key: int('From 1, by text.'), token: text('The token.') },
    key: ['token_key'],
  }),
};

/** Histories by day: an intermediate of training-data. */
export const userDays = {
  v1: defineDataset({
    name: 'user_days',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "Every user's tokens by day since the training window opened, after the identity filters.",
    columns: {
      user_key: userKey(),
      token_key: int('The token, as numbered in `dictionary`.'),
      event_date: date('The day, UTC.'),
      events: int('Events of the day that carried the token.'),
    },
    key: ['user_key', 'token_key', 'event_date'],
  }),
};

/** How common each token is: an intermediate of training-data. */
export const tokenUsers = {
  v1: defineDataset({
    name: 'token_users',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'How many users of the training window have each token, before any is left out.',
    columns: {
      token_key: int('The token, as numbered in `dictionary`.'),
      users: int('Users of the training window that have it.'),
      of_users: int('All users of the training window.'),
    },
    key: ['token_key'],
  }),
};

/** The users of a window. */
export const users = {
  v1: defineDataset({
    name: 'users',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'Every user with at least one token in the window, after the identity and token filters.',
    columns: {
      window: oneOf(windows, 'Which window of histories.'),
      user_key: userKey(),
      user_id: userId(),
      tokens: int('Distinct tokens of the user in the window.'),
      split: split(),
      in_pool: boolean('Whether the user is in the pool of negatives that all segments share.'),
    },
    key: ['window', 'user_key'],
  }),
};

/** The night's tokens. */
export const tokens = {
  v1: defineDataset({
    name: 'tokens',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'Every token of the night, numbered by falling frequency, after the rare and ubiquitous ones are left out.',
    columns: {
      token_no: int('The rank by number of training users, from 0; ties by text.'),
      token: text('The token.'),
      users: int('Users of the training window that have it.'),
    },
    key: ['token_no'],
  }),
};

/** User histories. */
export const userTokens = {
  v1: defineDataset({
    name: 'user_tokens',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "A user's tokens in a window: the user history as numbers.",
    columns: {
      window: oneOf(windows, 'Which window of histories.'),
      user_key: userKey(),
      token_no: int('The token, as numbered in `tokens`.'),
      events: int('Events of the window that carried the token.'),
      decayed_events: double("Events weighted by 2^(-age in days / half-life), age 0 on the window's last day."),
      last_day: date('The last day the token was seen in the window.'),
    },
    key: ['window', 'user_key', 'token_no'],
  }),
};

/** Everybody known to have fired. */
export const firstFires = {
  v1: defineDataset({
    name: 'first_fires',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: "Every user known to have fired for a segment since the training window opened, and when first: no negative of that segment, and the test labels of last night's scores.",
    columns: {
      segment_id: text('The segment.'),
      user_key: userKey(),
      user_id: userId(),
      first_fired_at: timestamp('The first known fire, UTC.'),
    },
    key: ['segment_id', 'user_key'],
  }),
};

/** The positives. */
export const seeds = {
  v1: defineDataset({
    name: 'seeds',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'The users whose pixel fired for a segment in the label window.',
    columns: {
      segment_id: text('The segment.'),
      user_key: userKey(),
      user_id: userId(),
      first_fired_at: timestamp('The first fire in the label window, UTC.'),
      split: split(),
    },
    key: ['segment_id', 'user_key'],
  }),
};

/** What each model is trained on. */
export const trainingSets = {
  v1: defineDataset({
    name: 'training_sets',
    writtenBy: 'training-data',
    version: { major: 1, minor: 0 },
    doc: 'What each segment is trained on, and why one is skipped.',
    columns: {
      segment_id: text('The segment.'),
      seeds: int('Users whose pixel fired in the label window.'),
      usable_seeds: int('Those of them with a token in the training window: what a model can learn from.'),
      train_seeds: int('Usable seeds of the train share.'),
      validation_seeds: int('Usable seeds of the validation share.'),
      test_seeds: int('Usable seeds of the test share.'),
      negatives: int('Users of the shared pool that are not known to have fired for the segment.'),
      sampling_rate: double('The share of all users that the pool holds: 1 is everybody.'),
      status: oneOf(['ready', 'skipped'], 'Whether a model is trained.'),
      reason: nullable(text('Why the segment was skipped.')),
    },
    key: ['segment_id'],
  }),
};
