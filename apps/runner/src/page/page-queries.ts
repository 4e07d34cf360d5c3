import {
  audiences,
  calibration,
  dailyEvents,
  date,
  deliveries,
  double,
  evaluations,
  guardRails,
  int,
  models,
  modelTrials,
  modelWeights,
  nullable,
  oneOf,
  segments,
  segmentSizes,
  text,
  trainingSets,
} from '@lookalikes/schema';

/** What of tonight the page's SQL reads, by the name it has there. A night that did not come so far has less. */
export const tonight = {
  segments: segments.v1,
  training_sets: trainingSets.v1,
  models: models.v1,
  model_trials: modelTrials.v1,
  model_weights: modelWeights.v1,
  evaluations: evaluations.v1,
  calibration: calibration.v1,
  audiences: audiences.v1,
  guard_rails: guardRails.v1,
  deliveries: deliveries.v1,
  segment_sizes: segmentSizes.v1,
} as const;

/** What of the night before, as `<name>_before`. */
export const nightBefore = { audiences: audiences.v1, model_weights: modelWeights.v1 } as const;

/** Reports of the last nights, tonight's among them. */
export const lately = { segment_sizes_lately: segmentSizes.v1 } as const;

/** What came in on each day of the window of histories. */
export const daily = { daily_events: dailyEvents.v1 } as const;

const segment = text('The segment.');
const maybe = (what: string) => nullable(double(what));

/** The columns of `sql/page/<name>.sql`. */
export const queries = {
  segments: {
    segment_id: segment,
    name: text('What people call it.'),
    seeds: nullable(int('Users whose pixel fired in the label window.')),
    usable_seeds: nullable(int('Those with a history.')),
    negatives: nullable(int('Users of the pool that did not fire.')),
    status: nullable(text('Whether it was to be trained.')),
    reason: nullable(text('Why it was not.')),
    feature_map: nullable(text('What tokens are worth to its model.')),
    strength: maybe('How strongly the model was fitted.'),
    tokens: nullable(int('Tokens with a weight.')),
    epochs: double('Passes over the rows that its candidates took.'),
    reach: maybe('Users of its audience.'),
    lowest_score: maybe('The score of the last of them.'),
    reach_before: maybe('Users of its audience of the night before.'),
    delivered_ids: maybe('DSP ids that the DSP holds after the night.'),
    files: double('Files delivered of it.'),
    lines: double('Their lines.'),
    bytes: double('Their bytes.'),
  },
  scores: {
    segment_id: segment,
    from_score: double('Where the bin begins.'),
    to_score: double('Where it ends.'),
    users: double("Users of tonight's audience in it."),
    before: double('Users of that of the night before.'),
  },
  tokens: {
    segment_id: segment,
    token: text('The token.'),
    weight: double('Its weight.'),
    before: maybe('Its weight of the night before.'),
  },
  evaluations: {
    segment_id: segment,
    evaluated_on: oneOf(['validation', 'test', 'backtest'], 'Whose labels.'),
    users: int('Users ranked.'),
    hits: int('Those of them that fired.'),
    auc: maybe('AUC.'),
    log_loss: maybe('Mean log-loss, in nats.'),
    lift_at_1: maybe('Lift in the top 1 %.'),
    lift_at_5: maybe('In the top 5 %.'),
    lift_at_10: maybe('In the top 10 %.'),
    reason: nullable(text('Why figures are missing.')),
  },
  calibration: {
    segment_id: segment,
    users: double('Users that the bin stands for.'),
    chance: double('Their mean chance.'),
    fires: int('Those of them that fired.'),
  },
  rails: {
    segment_id: segment,
    rail: text('What is compared.'),
    value: maybe("Tonight's measurement."),
    baseline: maybe('That of earlier nights.'),
    lowest: maybe('Below this it is held.'),
    highest: maybe('Above this.'),
    nights: int('Nights of the baseline.'),
    verdict: oneOf(['pass', 'warn', 'hold', 'released'], 'What follows.'),
  },
  reaches: { segment_id: segment, night: date('The run date.'), reach: int('Users of its audience.') },
  volumes: {
    source: text('Who saw the events.'),
    event_date: date('The day.'),
    events: double('Events without duplicates and bots.'),
  },
} as const;

/** The name of a file of `sql/page`. */
export type PageQuery = keyof typeof queries;
