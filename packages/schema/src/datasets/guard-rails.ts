import { date, double, int, nullable, oneOf, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';

/** What a person said of a segment: an intermediate of guard-rails. */
export const decisions = {
  v1: defineDataset({
    name: 'decisions',
    writtenBy: 'guard-rails',
    version: { major: 1, minor: 0 },
    doc: 'Segments that a person holds, and those whose audience of tonight a person has released.',
    columns: {
      segment_id: text('The segment.'),
      decision: oneOf(['hold', 'release'], 'What was decided.'),
    },
    key: ['segment_id'],
  }),
};

/** Which nights a segment is held against: an intermediate of guard-rails. */
export const baselineNights = {
  v1: defineDataset({
    name: 'baseline_nights',
    writtenBy: 'guard-rails',
    version: { major: 1, minor: 0 },
    doc: "Of each segment, the nights before tonight that tonight's audience is held against.",
    columns: { segment_id: text('The segment.'), night: date('The run date.') },
    key: ['segment_id', 'night'],
  }),
};

/** What each segment measures tonight: an intermediate of guard-rails. */
export const railValues = {
  v1: defineDataset({
    name: 'rail_values',
    writtenBy: 'guard-rails',
    version: { major: 1, minor: 0 },
    doc: "What each guard rail measures of each segment's audience and model.",
    columns: {
      segment_id: text('The segment.'),
      rail: oneOf(['reach', 'auc', 'score', 'tokens'], 'What is measured.'),
      value: nullable(double('The measurement; null where there is nothing to measure.')),
      baseline: nullable(double('The median of the measurements of the baseline nights; null without any.')),
      scale: double(
        'What one unit of deviation is worth: the baseline for reach, 1 for AUC and tokens, the spread of scores.',
      ),
      chance: double('A deviation that chance alone explains.'),
      nights: int('How many baseline nights there are.'),
    },
    key: ['segment_id', 'rail'],
  }),
};

/** The strongest tokens. */
export const topTokens = {
  v1: defineDataset({
    name: 'top_tokens',
    writtenBy: 'guard-rails',
    version: { major: 1, minor: 0 },
    doc: 'The tokens that pull a user into a segment the most, so that another night can be held against them.',
    columns: {
      segment_id: text('The segment.'),
      token: text('The token.'),
      place: int('From 1, by falling weight, ties by token.'),
    },
    key: ['segment_id', 'place'],
  }),
};

/** What the guard rails say of each segment. */
export const guardRails = {
  v1: defineDataset({
    name: 'guard_rails',
    writtenBy: 'guard-rails',
    version: { major: 1, minor: 0 },
    doc: "How tonight's audience and model of each segment compare with earlier nights, and whether it is delivered.",
    columns: {
      segment_id: text('The segment.'),
      rail: oneOf(
        ['reach', 'auc', 'score', 'tokens', 'hand'],
        'What is compared: users of the audience; AUC on the validation share; the median score; the share of the strongest tokens of the night before that are still among them; hand: a person holds it.',
      ),
      value: nullable(double("Tonight's measurement.")),
      baseline: nullable(double('The median of the baseline nights; null where there is none.')),
      lowest: nullable(double('Below this the segment is held; null where nothing is too low.')),
      highest: nullable(double('Above this the segment is held; null where nothing is too high.')),
      nights: int('How many nights the baseline is of.'),
      verdict: oneOf(
        ['pass', 'warn', 'hold', 'released'],
        'Whether it may be delivered: hold: not; released: a person has let it through although it would be held.',
      ),
    },
    key: ['segment_id', 'rail'],
  }),
};
