import { addDays, type Day } from '../days.ts';
import { SampleDataError } from '../errors.ts';
import type { CheckedOptions, SampleWorldOptions } from './options.ts';

/** What the marker of a sample world says it is. */
export const worldName = 'sample-world';

/** What the marker of a world says: what it was made with, and how far it goes. */
export interface WorldState extends Record<string, unknown> {
  dataset: typeof worldName;
  users: number;
  eventsPerUserDay: number;
  seed: number;
  optOutShare: number;
  movedIdShare: number;
  firstDay: Day;
  /** The last day that is there; null until the first call ends. */
  through: Day | null;
}

/** The state of a world that is about to be made. */
export function newState(options: CheckedOptions): WorldState {
  const { users, eventsPerUserDay, seed, optOutShare, movedIdShare, days, through } = options;
  const firstDay = addDays(through, 1 - days);
  return { dataset: worldName, users, eventsPerUserDay, seed, optOutShare, movedIdShare, firstDay, through: null };
}

/**
 * Options that are given must be those of the world that is there; those left out are taken from it.
 *
 * @throws {SampleDataError} `world_differs`, naming the option
 */
export function checkSame(found: WorldState, options: SampleWorldOptions, checked: CheckedOptions): void {
  const given = {
    users: options.users === undefined && options.events === undefined ? undefined : checked.users,
    eventsPerUserDay: options.eventsPerUserDay,
    optOutShare: options.optOutShare,
    movedIdShare: options.movedIdShare,
    seed: options.seed,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === found[name]) continue;
    throw new SampleDataError(
      'world_differs',
      `The world in ${checked.to} was made with ${name} ${String(found[name])}, not ${value}. ` +
        `Leave ${name} out to go on with it, or choose another folder.`,
    );
  }
}
