import { z } from 'zod';
import { isDay } from '../days.ts';
import { SampleDataError } from '../errors.ts';
import type { Running } from '../progress.ts';

/** What a sample world is to be like. */
export interface SampleWorldOptions extends Running {
  /** The folder to make it in: a new one, or one that this function made before. */
  to: string;
  /** The last day (YYYY-MM-DD) whose events exist; the run date to use is the day after. */
  through: string;
  /** People in both regions together, from 200 on. Default 30,000. */
  users?: number | undefined;
  /** About how many events in all, up to 100 million; sets the number of users in place of `users`. */
  events?: number | undefined;
  /** Events a user and day, on average. Default 1.2. */
  eventsPerUserDay?: number | undefined;
  /** Days of events, the last being `through`; used when the world is new. Default 40. */
  days?: number | undefined;
  /** The share of people who opt out, half of them at first and the others over sixty days. Default 0.005. */
  optOutShare?: number | undefined;
  /** The share of the DSP's ids that become somebody else's, over sixty days. Default 0. */
  movedIdShare?: number | undefined;
  /** Which world it is: the same seed and options give the same bytes. Default 1. */
  seed?: number | undefined;
}

const shape = z
  .object({
    to: z.string().min(1),
    through: z.string().refine(isDay, 'expected a day as YYYY-MM-DD'),
    users: z.int().min(200).max(20_000_000).optional(),
    events: z.int().min(10_000).max(100_000_000).optional(),
    eventsPerUserDay: z.number().min(0.05).max(50).default(1.2),
    days: z.int().min(1).max(730).default(40),
    optOutShare: z.number().min(0).max(1).default(0.005),
    movedIdShare: z.number().min(0).max(1).default(0),
    seed: z.int().min(0).default(1),
  })
  .refine(
    (options) => options.users === undefined || options.events === undefined,
    'expected users or events, not both',
  );

/** The checked options, with their defaults; `users` as it follows from `events` where that is given. */
export interface CheckedOptions {
  to: string;
  through: string;
  users: number;
  eventsPerUserDay: number;
  days: number;
  optOutShare: number;
  movedIdShare: number;
  seed: number;
}

/**
 * Checks the options of a sample world.
 *
 * @throws {SampleDataError} `bad_options`, naming each option that is wrong, what it was and what it may be
 */
export function checkOptions(options: SampleWorldOptions): CheckedOptions {
  const checked = shape.safeParse(options);
  if (!checked.success) {
    throw new SampleDataError(
      'bad_options',
      `The sample world's options are wrong:\n${z.prettifyError(checked.error)}`,
      {
        cause: checked.error,
      },
    );
  }
  const { events: wanted, ...rest } = checked.data;
  const perUser = rest.days * rest.eventsPerUserDay;
  return {
    ...rest,
    users: rest.users ?? (wanted === undefined ? 30_000 : Math.max(200, Math.round(wanted / perUser))),
  };
}
