import type { Params } from '@lookalikes/stage-kit';
import type { TrainingNight } from './manifest.ts';

/** Records what the night's filters kept and left out, and each segment's training set. */
export async function recordFigures(night: TrainingNight, tokenFilter: Params): Promise<void> {
  const totals = [
    ...(await night.query('event_counts')),
    ...(await night.query('token_counts', tokenFilter)),
    ...(await night.query('window_counts')),
  ];
  for (const row of totals) {
    for (const [name, value] of Object.entries(row)) night.figure(name, Number(value));
  }
  for (const { status, ids, users } of await night.query('identity_counts')) {
    night.figure(`${status}_ids`, Number(ids));
    night.figure(`${status}_users`, Number(users));
  }
  for (const { segment_id, seeds, usable_seeds, negatives, sampling_rate, reason } of await night.query(
    'training_set_counts',
  )) {
    night.figure('seeds', seeds, segment_id);
    night.figure('usable_seeds', usable_seeds, segment_id);
    night.figure('negatives', negatives, segment_id);
    night.figure('sampling_rate', sampling_rate, segment_id);
    if (reason !== null) night.warn('segment-skipped', `not trained: ${reason}`, segment_id);
  }
}
