import { bigint, date, double, int, nullable, oneOf, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';

/** The report of token weights. */
export const supaModelsCollection = {
  v1: defineDataset({
    name: 'supa_models_collection',
    writtenBy: 'reporting',
    version: { major: 1, minor: 0 },
    doc: 'Report: every model with its token weights.',
    columns: {
      segment_id: text('The segment.'),
      segment_name: text('What people call it.'),
      token: text('The token.'),
      weight: double('The weight. Above 0: seen more with seeds.'),
      weight_rank: int('From 1, by falling weight within the segment, ties by token.'),
    },
    key: ['segment_id', 'token'],
  }),
};

/** The report of reach. */
export const segmentSizes = {
  v1: defineDataset({
    name: 'segment_sizes',
    writtenBy: 'reporting',
    version: { major: 1, minor: 0 },
    doc: 'Report: how large each audience is.',
    columns: {
      segment_id: text('The segment.'),
      segment_name: text('What people call it.'),
      requested_size: nullable(double('The audience size asked for: a count from 1, or a share below 1.')),
      reach: int('Users of the audience.'),
      delivered_ids: bigint('DSP ids that the DSP holds once it has taken the files of the night.'),
      lowest_score: nullable(double('The score of the last user chosen.')),
    },
    key: ['segment_id'],
  }),
};

/** The report of training-set sizes. */
export const trainingSetSizes = {
  v1: defineDataset({
    name: 'training_set_sizes',
    writtenBy: 'reporting',
    version: { major: 1, minor: 0 },
    doc: 'Report: what each segment was trained on.',
    columns: {
      segment_id: text('The segment.'),
      segment_name: text('What people call it.'),
      seeds: int('Users whose pixel fired in the label window.'),
      usable_seeds: int('Those of them with a token in the training window.'),
      negatives: int('Users of the shared pool that never fired for the segment.'),
      sampling_rate: double('The share of all users that the pool holds.'),
      status: oneOf(['ready', 'skipped'], 'Whether a model was trained.'),
      reason: nullable(text('Why the segment was skipped.')),
      model_run_date: nullable(date('The run date of the model trained on it; null where none was.')),
    },
    key: ['segment_id'],
  }),
};
