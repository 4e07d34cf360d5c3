import {
  bigint,
  dailyEvents,
  dailyFires,
  dailyTokens,
  date,
  dictionary,
  double,
  firstFires,
  identities,
  inputs,
  int,
  nullable,
  oneOf,
  pixels,
  seeds,
  segments,
  text,
  tokens,
  tokenUsers,
  trainingSets,
  userDays,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { Night, NightDates } from '@lookalikes/stage-kit';
import { days } from '@lookalikes/stage-kit';
import type { TrainingDataOptions } from './options.ts';
import { windowsOf } from './windows.ts';

const everyDay = ({ runDate, options }: NightDates<TrainingDataOptions>) => windowsOf(runDate, options).all;

/** What training-data reads. */
export const reads = {
  events: inputs.events,
  mapping: inputs.mapping,
  pixels: pixels.v1,
  segments: segments.v1,
  token_days: days(dailyTokens.v1, everyDay),
  fire_days: days(dailyFires.v1, everyDay),
  event_days: days(dailyEvents.v1, everyDay),
};

/** What training-data writes. */
export const writes = {
  daily_events: dailyEvents.v1,
  daily_tokens: dailyTokens.v1,
  daily_fires: dailyFires.v1,
  identities: identities.v1,
  dictionary: dictionary.v1,
  user_days: userDays.v1,
  token_users: tokenUsers.v1,
  tokens: tokens.v1,
  user_tokens: userTokens.v1,
  users: users.v1,
  first_fires: firstFires.v1,
  seeds: seeds.v1,
  training_sets: trainingSets.v1,
};

/** The columns of what training-data asks the engine. */
export const queries = {
  events_by_day: {
    event_date: date('The day.'),
    events: bigint('Its rows of the input.'),
  },
  event_counts: {
    events: bigint('Rows of the input in the windows.'),
    duplicate_events: bigint('Rows among them that repeat another.'),
    bots: bigint('Ids above maxEventsPerUserDay, a day at a time.'),
    bot_events: bigint('Their events.'),
  },
  identity_counts: {
    status: oneOf(['kept', 'hub', 'crowded'], 'Whether the ids count.'),
    ids: bigint('Source user ids.'),
    users: bigint('Users they map to.'),
  },
  token_counts: {
    tokens: bigint('Distinct tokens of the training window.'),
    rare: bigint('Those below minTokenUsers.'),
    ubiquitous: bigint('Those above maxTokenShare.'),
  },
  window_counts: {
    train_users: bigint('Users with a history in the training window.'),
    score_users: bigint('Users with a history in the score window.'),
  },
  volumes: {
    source: nullable(text('The source; null for all together.')),
    events: bigint('Its events on the last day, without duplicates and those of bots.'),
    usual: double('The median of the same weekdays before.'),
    days: int('How many these are.'),
  },
  training_set_counts: {
    segment_id: text('The segment.'),
    seeds: int('Its seeds.'),
    usable_seeds: int('Those with a history.'),
    negatives: int('Negatives of the pool.'),
    sampling_rate: double("The pool's share."),
    reason: nullable(text('Why it was skipped.')),
  },
};

/** The night as training-data sees it. */
export type TrainingNight = Night<typeof reads, typeof writes, typeof queries, TrainingDataOptions>;
