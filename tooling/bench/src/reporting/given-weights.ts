import { createHash } from 'node:crypto';
import type { RowOf } from '@lookalikes/schema';
import { audiences, delivered, evaluations, models, modelWeights, segments, trainingSets } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { batchOfRows } from '@lookalikes/stage-kit';
import { z } from 'zod';
import type { ReportingJob } from './job.ts';

const writes = {
  segments: segments.v1,
  training_sets: trainingSets.v1,
  models: models.v1,
  model_weights: modelWeights.v1,
  evaluations: evaluations.v1,
  audiences: audiences.v1,
  delivered: delivered.v1,
};

const nameOf = (segment: number): string => String(1000 + segment);

/** Tokens as sites have them, some 30 characters; weights of 17 digits, as a solver leaves them. */
function* weightBatches({ segments: count, tokens }: ReportingJob) {
  const texts = Array.from(
    { length: tokens },
    (_, token) => `site:${createHash('md5').update(String(token)).digest('hex').slice(0, 16)}.example.com`,
  );
  for (let segment = 0; segment < count; segment++) {
    yield {
      rows: tokens,
      columns: {
        segment_id: Array.from({ length: tokens }, () => nameOf(segment)),
        token: texts,
        weight: Float64Array.from({ length: tokens }, (_, token) => Math.sin(segment * tokens + token) / 3),
      },
    };
  }
}

/** A stage that writes what reporting reads, models of many weights above all. */
export function givenWeights(job: ReportingJob): Stage {
  const names = Array.from({ length: job.segments }, (_, segment) => nameOf(segment));
  const trainingSet = (segment_id: string): RowOf<typeof trainingSets.v1> => ({
    segment_id,
    seeds: 1000,
    usable_seeds: 1000,
    train_seeds: 800,
    validation_seeds: 100,
    test_seeds: 100,
    negatives: 100_000,
    sampling_rate: 0.1,
    status: 'ready',
    reason: null,
  });
  const model = (segment_id: string): RowOf<typeof models.v1> => ({
    segment_id,
    feature_map: 'binary',
    strength: 1,
    bias: -3,
    calibration_slope: null,
    calibration_intercept: null,
    tokens: job.tokens,
    validation_log_loss: null,
    validation_auc: null,
    artifact: 'a',
    artifact_sha256: 'b',
  });
  return {
    name: 'given-weights',
    version: '0.0.0',
    doc: 'Writes models of many weights.',
    reads: {},
    writes,
    queries: {},
    scratch: [],
    options: z.strictObject({}),
    sql: new URL('sql/', import.meta.url),
    run: async (night) => {
      const segmentRows = names.map((segment_id) => ({
        segment_id,
        name: `people who like number ${segment_id}`,
        dsp: 'an',
        dsp_segment_id: segment_id,
        audience_size: 0.05,
        ttl_days: 30,
      }));
      await night.load('segments', [batchOfRows(segments.v1, segmentRows)]);
      await night.load('training_sets', [batchOfRows(trainingSets.v1, names.map(trainingSet))]);
      await night.load('models', [batchOfRows(models.v1, names.map(model))]);
      await night.load('model_weights', weightBatches(job));
      await night.load('evaluations', [batchOfRows(evaluations.v1, [])]);
      await night.load('audiences', [batchOfRows(audiences.v1, [])]);
      await night.load('delivered', [batchOfRows(delivered.v1, [])]);
    },
  };
}
