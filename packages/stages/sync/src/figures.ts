import type { SegmentDelivery } from './deliver-segment.ts';
import type { SegmentCounts, SyncNight } from './manifest.ts';
import { reachable } from './plan-segments.ts';
import type { Withheld } from './plan-segments.ts';

/** Puts what became of a segment into the night's record. */
export function recordDelivery(night: SyncNight, { segment, changes, files }: SegmentDelivery): void {
  const id = segment.segment_id;
  const figure = (name: string, value: number) => night.figure(name, value, id);
  figure('delivered_ids', Number(changes.added + changes.refreshed + changes.kept));
  figure('added_ids', Number(changes.added));
  figure('refreshed_ids', Number(changes.refreshed));
  figure('removed_ids', Number(changes.removed));
  figure('files', files.length);
  figure(
    'bytes',
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

/** Puts what the DSP holds of segments that are not of the night into its record. */
export function recordOthers(night: SyncNight, others: readonly SegmentDelivery[]): void {
  const sum = (name: 'kept' | 'removed') => others.reduce((ids, { changes }) => ids + Number(changes[name]), 0);
  night.figure('expiring_ids', sum('kept'));
  night.figure('removed_from_others_ids', sum('removed'));
}

/** Puts what becomes of an audience into the night's record, and warns of what a person should look at. */
export function recordAudience(night: SyncNight, segment: SegmentCounts, withheld?: Withheld): void {
  const id = segment.segment_id;
  const users = Number(segment.audience_users);
  const refused = Number(segment.refused_ids);
  night.figure('audience_users', users, id);
  night.figure('without_dsp_id', Number(segment.without_dsp_id), id);
  night.figure('opted_out', Number(segment.opted_out), id);
  night.figure('refused_ids', refused, id);
  if (refused > 0) {
    night.warn(
      'refused-ids',
      `${refused} ids of source '${segment.dsp}' are left out, as no file can hold them: they are empty or have characters that stages.sync.ids does not allow. Look at the mapping's source_user_id.`,
      id,
    );
  }
  if (withheld !== undefined) night.warn(withheld, reasons[withheld](night, segment), id);
}

const reasons: Readonly<Record<Withheld, (night: SyncNight, segment: SegmentCounts) => string>> = {
  held: () =>
    'Nothing is delivered, as guard rails hold the segment: what the DSP holds of it stays until it expires; only who opted out is removed.',
  'no-audience': () =>
    'The segment has no audience tonight: what the DSP holds of it stays until it expires; only who opted out is removed.',
  'unfit-segment': () =>
    'Nothing is delivered: the segment id or the DSP segment id is empty, or has a control character, a separator or a character that the encoding lacks. Correct the segments TSV.',
  'below-min-reach': ({ options }, segment) =>
    `Nothing is delivered, and what the DSP holds is removed: of the audience's ${segment.audience_users} users ${reachable(segment)} can be reached, fewer than minReach asks for (${options.minReach}). ${segment.without_dsp_id} have no id of source '${segment.dsp}' in the mapping that counts, ${segment.opted_out} opted out.`,
};

/** Counts the ids of the audiences' users, those that count and those that do not. */
export async function recordIds(night: SyncNight): Promise<void> {
  const counts = new Map((await night.query('id_counts')).map(({ status, ids }) => [status, Number(ids)]));
  night.figure('dsp_ids', counts.get('kept') ?? 0);
  night.figure('hub_ids', counts.get('hub') ?? 0);
  night.figure('crowded_ids', counts.get('crowded') ?? 0);
  night.figure('unfit_ids', counts.get('unfit') ?? 0);
  night.figure('opted_out_ids', counts.get('opted_out') ?? 0);
}
