import type { Day, Region } from '@lookalikes/schema';
import { exitCodes } from '@lookalikes/stage-kit';

/**
 * How one region's night came out: as its record's status has it; `already`: it was done before and nothing was run;
 * `not-begun`: it could not start, and left no record.
 */
type OutcomeStatus = 'done' | 'already' | 'failed' | 'held' | 'cancelled' | 'not-begun';

/** How one region's night came out. */
export interface NightOutcome {
  readonly region: Region;
  readonly runDate: Day;
  readonly status: OutcomeStatus;
  readonly exitCode: number;
  /** The attempt that this is about, where there is a record of one. */
  readonly attempt?: number;
  /** Its process ended without a word; `attempt` is the one it was last heard of at. */
  readonly died?: true;
  /** The segments that guard rails held back in a night that was done otherwise. */
  readonly heldSegments?: readonly string[];
  /** The stage at which it ended early. */
  readonly stage?: string;
  /** Why it ended early. */
  readonly message?: string;
}

/** Worst first: somebody stopped it; it broke; it was asked for wrongly; it was held back; it was not its turn; too early. */
const worstFirst: readonly number[] = [
  exitCodes.terminated,
  exitCodes.interrupted,
  exitCodes.failed,
  exitCodes.usage,
  exitCodes.held,
  exitCodes.lockHeld,
  exitCodes.tryAgain,
  exitCodes.done,
];

/**
 * The process's exit status: the worst of its nights'. From worst to best: 143 and 130 (stopped), 1 (failed), 2 (usage or
 * config), 3 (held back), 4 (another run has the region), 75 (try again), 0 (done).
 *
 * @example worst([0, 4, 1]) // 1
 */
export function worst(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? (codes.length === 0 ? exitCodes.done : exitCodes.failed);
}
