import type { RowOfColumns } from '@lookalikes/schema';
import type { queries } from './queries.ts';
import type { ReachChange, SegmentChange } from './segment-change.ts';
import { CHANGE_CAUSES } from './segment-change.ts';

/** What became of a segment's audience, and of what the DSP holds of it. */
export type ReachChanges = Readonly<Record<'audience' | 'delivered', ReachChange>>;

type Counts = Pick<RowOfColumns<typeof queries.totals>, 'came' | 'went' | 'stayed'>;

/**
 * Reads the split off the rows of `causes.sql`.
 *
 * @param rows - one a level and cause that has users
 */
export function splitReach(rows: readonly RowOfColumns<typeof queries.causes>[]): ReachChanges {
  const of = (level: 'audience' | 'delivered'): ReachChange => {
    const own = rows.filter((row) => row.level === level);
    const causes = CHANGE_CAUSES.map((cause) => ({
      cause,
      ...moved(own.filter((row) => row.cause === cause)),
      reach: Number(own[0]?.[`by_${cause}`] ?? 0),
    }));
    return { ...totalOf(own), causes };
  };
  return { audience: of('audience'), delivered: of('delivered') };
}

/**
 * The same of a segment whose audience is not to be split, as one of the nights has no model of it. What the DSP holds of a segment
 * that neither night has a model of can only change by what sync does.
 *
 * @param rows - of `totals.sql`: one a level that has users
 */
export function wholeReach(
  rows: readonly RowOfColumns<typeof queries.totals>[],
  kind: SegmentChange['kind'],
): ReachChanges {
  const of = (level: 'audience' | 'delivered'): ReachChange => {
    const own = rows.filter((row) => row.level === level);
    const total = totalOf(own);
    const causes = CHANGE_CAUSES.map((cause) =>
      cause === 'suppression'
        ? { cause, joined: total.joined, left: total.left, reach: total.reach - total.reachBefore }
        : { cause, joined: 0, left: 0, reach: 0 },
    );
    return { ...total, causes: kind === 'changed' ? causes : [] };
  };
  return { audience: of('audience'), delivered: of('delivered') };
}

const sum = (rows: readonly Counts[], of: keyof Counts): number =>
  rows.reduce((total, row) => total + Number(row[of]), 0);

const moved = (rows: readonly Counts[]) => ({ joined: sum(rows, 'came'), left: sum(rows, 'went') });

function totalOf(rows: readonly Counts[]): Omit<ReachChange, 'causes'> {
  const { joined, left } = moved(rows);
  const stayed = sum(rows, 'stayed');
  return { reachBefore: stayed + left, reach: stayed + joined, joined, left };
}
