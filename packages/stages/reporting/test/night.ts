import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RowOf } from '@lookalikes/schema';
import { audiences, delivered, evaluations, models, modelWeights, segments, trainingSets } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import { reporting } from '../src/stage.ts';

const segment = (segment_id: string, name: string, audience_size: number | null): RowOf<typeof segments.v1> => ({
  segment_id,
  name,
  dsp: 'an',
  dsp_segment_id: '1',
  audience_size,
  ttl_days: null,
});

const trainingSet = (segment_id: string, reason: string | null): RowOf<typeof trainingSets.v1> => ({
  segment_id,
  seeds: 12,
  usable_seeds: 10,
  train_seeds: 7,
  validation_seeds: 2,
  test_seeds: 1,
  negatives: 1000,
  sampling_rate: 0.1,
  status: reason === null ? 'ready' : 'skipped',
  reason,
});

const model = (segment_id: string): RowOf<typeof models.v1> => ({
  segment_id,
  feature_map: 'binary',
  strength: 1,
  bias: -3,
  calibration_slope: null,
  calibration_intercept: null,
  tokens: 3,
  validation_log_loss: 0.1,
  validation_auc: null,
  artifact: 'a',
  artifact_sha256: 'b',
});

const evaluation = (evaluated_on: 'backtest' | 'validation', auc: number | null): RowOf<typeof evaluations.v1> => ({
  segment_id: 's1',
  evaluated_on,
  model_run_date: '2026-11-20',
  users: 100,
  hits: 3,
  auc,
  auc_equal_activity: null,
  log_loss: 0.25,
  lift_at_1: 1 / 3,
  lift_at_5: null,
  lift_at_10: null,
  recall_at_1: null,
  recall_at_5: null,
  recall_at_10: null,
  reason: auc === null ? 'no hits' : null,
});

const audience = (users: number): RowOf<typeof audiences.v1>[] =>
  Array.from({ length: users }, (_, at) => ({
    segment_id: 's1',
    user_key: BigInt(at),
    user_id: `u${at}`,
    score: 1.5 - at,
    rank: at + 1,
  }));

const held = (id: string, change: RowOf<typeof delivered.v1>['change']): RowOf<typeof delivered.v1> => ({
  segment_id: 's1',
  dsp: 'an',
  dsp_segment_id: '1',
  dsp_user_id: id,
  user_id: 'u0',
  change,
  sent_on: '2026-11-21',
  expires_on: '2026-12-21',
  score: 1,
  rank: 1,
});

/** Of the first tokens. */
const weights = [0.5, 0.5, 2, -1 / 3];

/** A night before its reports: `s1` is trained and three ids of it are held, `s2` is skipped, `s3` has no training set. */
export const night = ({ reach = 3, trained = true, name = 'Travel\tand more', tokens = ['b', 'a', 'c', 'd'] } = {}) =>
  given(
    [segments.v1, [segment('s1', name, 0.05), segment('s2', 'Cars', 500), segment('s3', 'Film', null)]],
    [trainingSets.v1, [trainingSet('s1', null), trainingSet('s2', '10 usable seeds, fewer than 100')]],
    [models.v1, trained ? [model('s1')] : []],
    [
      modelWeights.v1,
      trained ? tokens.map((token, at) => ({ segment_id: 's1', token, weight: weights[at] ?? 1 / (at + 1) })) : [],
    ],
    [evaluations.v1, [evaluation('validation', 0.75), evaluation('backtest', null)]],
    [audiences.v1, audience(reach)],
    [
      delivered.v1,
      reach > 0 ? [held('1', 'added'), held('2', 'kept'), held('3', 'refreshed'), held('4', 'removed')] : [],
    ],
  );

/** The stage with one report of sizes that has no segment, so that its audit holds it; its SQL lies below a folder. */
export function holding(root: string): Stage {
  const sql = join(root, 'holding-sql');
  cpSync(fileURLToPath(reporting.sql), sql, { recursive: true });
  appendFileSync(join(sql, 'training_set_sizes.sql'), 'WHERE false\n');
  return { ...reporting, sql: pathToFileURL(`${sql}/`) };
}
