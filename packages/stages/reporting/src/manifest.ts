import {
  audiences,
  delivered,
  evaluations,
  int,
  models,
  modelWeights,
  segments,
  segmentSizes,
  supaModelsCollection,
  trainingSets,
  trainingSetSizes,
} from '@lookalikes/schema';
import type { Night } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import type { ReportingOptions } from './options.ts';

/** What reporting reads. */
export const reads = {
  segments: segments.v1,
  training_sets: trainingSets.v1,
  models: models.v1,
  model_weights: modelWeights.v1,
  evaluations: evaluations.v1,
  audiences: audiences.v1,
  delivered: delivered.v1,
};

/** What reporting writes. */
export const writes = {
  supa_models_collection: supaModelsCollection.v1,
  segment_sizes: segmentSizes.v1,
  training_set_sizes: trainingSetSizes.v1,
};

const { segment_id, segment_name, token, weight, weight_rank } = supaModelsCollection.v1.columns;
const segment_no = int('The segment, by its place among the ids that have weights, from 1.');

/** The lines of the reports; `weight_segments` and `ranked_weights` are those of the weights for a database; the audit is run before anything is sent. */
export const queries = {
  weight_segments: { segment_no, segment_id, segment_name },
  ranked_weights: { segment_no, token, weight, weight_rank },
  weight_lines: supaModelsCollection.v1.columns,
  segment_size_lines: segmentSizes.v1.columns,
  training_set_size_lines: trainingSetSizes.v1.columns,
  evaluation_lines: evaluations.v1.columns,
  'audits/segment_missing.error': { segment_id },
};

/** The night as reporting sees it. */
export type ReportingNight = Night<typeof reads, typeof writes, typeof queries, z.output<typeof ReportingOptions>>;
