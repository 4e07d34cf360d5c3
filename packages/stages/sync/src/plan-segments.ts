import { addDays } from '@lookalikes/stage-kit';
import type { Layout } from './layout.ts';
import { fits } from './layout.ts';
import type { HeldSegment, PlanRow, SegmentCounts } from './manifest.ts';

/** What tonight is planned by. */
export interface PlanSpec {
  readonly runDate: string;
  readonly layout: Layout;
  /** For a segment that does not say. */
  readonly ttlDays: number;
  readonly minReach: number;
  /** How many users of the audience there are for one of the reach; 1 without a lock. */
  readonly lockLeave: number;
}

/** Why a segment is not delivered: guard rails hold it, it has no audience any more, is too small, or its ids at the DSP cannot be written. */
export type Withheld = 'held' | 'no-audience' | 'below-min-reach' | 'unfit-segment';

/** A row of the plan, and why it delivers nothing. */
export interface PlannedSegment extends PlanRow {
  readonly withheld?: Withheld;
}

/** Users of an audience whom the DSP can reach: with an id that counts, and not opted out. */
export const reachable = ({ audience_users, without_dsp_id, opted_out }: SegmentCounts): number =>
  Number(audience_users - without_dsp_id - opted_out);

/**
 * What tonight is done with each segment of the night, and with each that the DSP holds.
 *
 * - A segment is delivered where its reach is `minReach` at least; below that, whatever the DSP holds of it is removed: a
 *   segment that few are in tells who they are.
 * - A segment that guard rails hold is left as it is: the last audience that was good stays.
 * - A segment without an audience tonight, or whose values cannot be written, is left as it is: its users expire.
 * - So is what is no segment of the night any more, or has another id at the DSP now.
 */
export function planSegments(
  segments: readonly SegmentCounts[],
  held: readonly HeldSegment[],
  spec: PlanSpec,
): PlannedSegment[] {
  const heldTargets = new Set(held.map(targetOf));
  const tonight = segments.map((segment) => planOf(segment, { ...spec, isHeld: heldTargets.has(targetOf(segment)) }));
  const known = new Set(tonight.map(targetOf));
  const others = held
    .filter((segment) => !known.has(targetOf(segment)))
    .map(({ segment_id, dsp, dsp_segment_id }): PlannedSegment => ({
      segment_id,
      dsp,
      dsp_segment_id,
      action: 'leave',
      expires_on: spec.runDate,
    }));
  return [...tonight, ...others];
}

/** A segment at its DSP, as one text. */
export const targetOf = ({ segment_id, dsp, dsp_segment_id }: Omit<HeldSegment, 'ids'>): string =>
  JSON.stringify([segment_id, dsp, dsp_segment_id]);

function planOf(segment: SegmentCounts, spec: PlanSpec & { readonly isHeld: boolean }): PlannedSegment {
  const { segment_id, dsp, dsp_segment_id, ttl_days } = segment;
  const row = { segment_id, dsp, dsp_segment_id, expires_on: addDays(spec.runDate, ttl_days ?? spec.ttlDays) };
  if (!writable(segment, spec.layout)) return { ...row, action: 'leave', withheld: 'unfit-segment' };
  if (segment.held === 1) return { ...row, action: 'leave', withheld: 'held' };
  if (segment.audience_users === 0n) {
    return { ...row, action: 'leave', ...(spec.isHeld ? { withheld: 'no-audience' } : {}) };
  }
  if (Math.floor(reachable(segment) / spec.lockLeave + 1e-9) < spec.minReach) {
    return { ...row, action: 'remove', withheld: 'below-min-reach' };
  }
  return { ...row, action: 'deliver' };
}

const writable = (segment: SegmentCounts, layout: Layout): boolean =>
  (['segment_id', 'dsp_segment_id'] as const).every(
    (name) => !layout.columns.includes(name) || fits(segment[name], layout),
  );
