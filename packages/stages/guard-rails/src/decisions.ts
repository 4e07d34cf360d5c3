import type { Day, decisions, RowOf } from '@lookalikes/schema';
import type { SegmentHold } from '@lookalikes/stage-kit';

/** What people have decided for a night: a hold counts until it is ended, a release for the nights it names. */
export function decisionsOf(said: readonly SegmentHold[], runDate: Day): RowOf<typeof decisions.v1>[] {
  return said.flatMap(({ segment, hold, released }): RowOf<typeof decisions.v1>[] => {
    if (hold) return [{ segment_id: segment, decision: 'hold' }];
    return released.includes(runDate) ? [{ segment_id: segment, decision: 'release' }] : [];
  });
}
