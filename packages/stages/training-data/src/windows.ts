import type { Day, DayRange } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';

/** The lengths that windows are cut by, in days. */
export interface WindowLengths {
  readonly historyDays: number;
  readonly labelDays: number;
}

/** The windows of one run date D: nothing that a model learns from happened after the fire that it learns. */
export interface Windows {
  /** Features of the training rows: [D - L - H, D - L). */
  readonly train: DayRange;
  /** Fires that make seeds: [D - L, D). */
  readonly label: DayRange;
  /** Features of the users to score: [D - H, D). */
  readonly score: DayRange;
  /** All of it: [D - L - H, D). */
  readonly all: DayRange;
}

/**
 * Cuts the windows of a run date.
 *
 * @example windowsOf('2026-11-21', { historyDays: 30, labelDays: 7 }).label // { from: '2026-11-14', to: '2026-11-21' }
 */
export function windowsOf(runDate: Day, { historyDays, labelDays }: WindowLengths): Windows {
  const labelFrom = addDays(runDate, -labelDays);
  const from = addDays(labelFrom, -historyDays);
  return {
    train: { from, to: labelFrom },
    label: { from: labelFrom, to: runDate },
    score: { from: addDays(runDate, -historyDays), to: runDate },
    all: { from, to: runDate },
  };
}
