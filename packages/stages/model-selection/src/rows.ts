import type { calibration, models, modelTrials, modelWeights, RowOf } from '@lookalikes/schema';
import type { LoadBatchOf } from '@lookalikes/stage-kit';
import type { StoredArtifact } from './artifact.ts';
import type { Trained } from './train.ts';

/** The row of `models`. */
export const modelRow = ({ model, chosen }: Trained, artifact: StoredArtifact): RowOf<typeof models.v1> => ({
  segment_id: model.segment_id,
  feature_map: model.feature_map,
  strength: model.strength,
  bias: model.bias,
  calibration_slope: model.calibration?.slope ?? null,
  calibration_intercept: model.calibration?.intercept ?? null,
  tokens: model.tokens.length,
  validation_log_loss: chosen.log_loss,
  validation_auc: chosen.auc,
  artifact: artifact.key,
  artifact_sha256: artifact.sha256,
});

/** The rows of `model_trials`. */
export const trialRows = ({ model, trials, chosen }: Trained): RowOf<typeof modelTrials.v1>[] =>
  trials.map((trial) => ({
    segment_id: model.segment_id,
    ...trial,
    chosen: trial === chosen,
  }));

/** The rows of `calibration`. */
export const calibrationRows = ({ segment, calibrationBins }: Trained): RowOf<typeof calibration.v1>[] =>
  calibrationBins.map((bin) => ({ segment_id: segment.id, ...bin }));

/** The rows of `model_weights`, a batch a model. */
export function* weightBatches(
  trained: readonly Trained[],
): Generator<LoadBatchOf<(typeof modelWeights.v1)['columns']>> {
  for (const { model } of trained) {
    const rows = model.tokens.length;
    if (rows === 0) continue;
    const segment_id = Array.from<string>({ length: rows }).fill(model.segment_id);
    yield { rows, columns: { segment_id, token: model.tokens, weight: Float64Array.from(model.weights) } };
  }
}
