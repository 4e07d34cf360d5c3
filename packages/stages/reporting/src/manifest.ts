import {
  audiences,
  deliveries,
  evaluations,
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
  deliveries: deliveries.v1,
};

/** What reporting writes. */
export const writes = {
  supa_models_collection: supaModelsCollection.v1,
  segment_sizes: segmentSizes.v1,
  training_set_sizes: trainingSetSizes.v1,
};

/** The lines of the reports. */
export const queries = {
  weight_lines: supaModelsCollection.v1.columns,
  segment_size_lines: segmentSizes.v1.columns,
  training_set_size_lines: trainingSetSizes.v1.columns,
  evaluation_lines: evaluations.v1.columns,
};

/** The night as reporting sees it. */
export type ReportingNight = Night<typeof reads, typeof writes, typeof queries, z.output<typeof ReportingOptions>>;
