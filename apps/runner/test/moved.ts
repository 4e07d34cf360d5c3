import type { ChangeCause, ReachChange } from '../src/changes/segment-change.ts';

/** What each cause moved: joined, left, and what it did to the reach. Those that moved nobody are left out. */
export const moved = ({ causes }: Pick<ReachChange, 'causes'>): Partial<Record<ChangeCause, readonly number[]>> =>
  Object.fromEntries(
    causes
      .filter(({ joined, left, reach }) => joined + left + Math.abs(reach) > 0)
      .map(({ cause, joined, left, reach }) => [cause, [joined, left, reach]]),
  );
