import { z } from 'zod';

const nights = z.int().min(2, 'expected at least 2: a night reads the one before it');

/** How much of the past `gc` keeps. Nights are counted back from the newest published one, never from today. */
export const RetentionOptions = z.strictObject(
  {
    nights: nights.default(35),
    datasets: z
      .record(
        z.string(),
        z.union([nights, z.literal('forever')]),
        "expected nights by dataset, as in { models: 'forever' }",
      )
      .default({}),
    unfinishedNights: z.int().nonnegative().default(3),
  },
  "expected nights, as in { nights: 35, datasets: { models: 'forever' } }",
);

/** What a config may say of retention. */
export interface RetentionConfig {
  /** How many nights of a dataset are kept; 35 where left out. What a window still needs is kept whatever this says. */
  readonly nights?: number;
  /** Other numbers for single datasets, by name. */
  readonly datasets?: Readonly<Record<string, number | 'forever'>>;
  /** How many nights a night that did not end well can be resumed: what it has written stays so long; 3 where left out. */
  readonly unfinishedNights?: number;
}

/** Retention as it is used: complete and checked. */
export type Retention = z.output<typeof RetentionOptions>;

/** 35 nights of everything. */
export const defaultRetention: Retention = RetentionOptions.parse({});
