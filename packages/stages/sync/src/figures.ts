import type { SegmentDelivery } from './deliver-segment.ts';
import type { SyncNight } from './manifest.ts';

/** Puts what became of a segment's audience into the night's record, and warns of what a person should look at. */
export function recordDelivery(night: SyncNight, { segment, files, refused }: SegmentDelivery): void {
  const id = segment.segment_id;
  const users = Number(segment.audience_users);
  const delivered = files.reduce((sum, { rows }) => sum + rows, 0);
  night.figure('audience_users', users, id);
  night.figure('without_dsp_id', Number(segment.without_dsp_id), id);
  night.figure('opted_out', Number(segment.opted_out), id);
  night.figure('refused_ids', refused, id);
  night.figure('delivered_ids', delivered, id);
  night.figure('files', files.length, id);
  night.figure(
    'bytes',
    files.reduce((sum, { bytes }) => sum + bytes, 0),
    id,
  );
  if (refused > 0) {
    night.warn(
      'refused-values',
      `${refused} rows were not written: a value of theirs is empty or has a control character. Look at the mapping's source_user_id and at dsp_segment_id.`,
      id,
    );
  }
  if (users > 0 && delivered === 0) {
    night.warn(
      'nothing-delivered',
      `None of the audience's ${users} users was delivered: ${Number(segment.without_dsp_id)} have no id of source '${segment.dsp}' in the mapping that counts, ${Number(segment.opted_out)} opted out, ${refused} ids were refused.`,
      id,
    );
  }
}

/** Counts the ids of the audiences' users, those that count and those that do not. */
export async function recordIds(night: SyncNight): Promise<void> {
  const counts = new Map((await night.query('id_counts')).map(({ status, ids }) => [status, Number(ids)]));
  night.figure('dsp_ids', counts.get('kept') ?? 0);
  night.figure('hub_ids', counts.get('hub') ?? 0);
  night.figure('crowded_ids', counts.get('crowded') ?? 0);
}
