import { z } from 'zod';

const share = (doc: string) => z.number().min(0).max(0.5).describe(doc);

/** What training-data can be told, under `stages['training-data']` of the config. */
export const TrainingDataOptions = z
  .strictObject({
    historyDays: z.int().min(1).max(1000).default(30).describe('H: days of history a window has'),
    labelDays: z.int().min(1).max(365).default(7).describe('L: days before the run date in which a fire makes a seed'),
    halfLifeDays: z.number().positive().default(14).describe('days after which an event counts half in decayed_events'),
    minSeeds: z.int().min(1).default(100).describe('fewest usable seeds a segment is trained on'),
    maxNegatives: z.int().min(1).default(200_000).describe('about how many users the shared pool of negatives holds'),
    maxEventsPerUserDay: z
      .int()
      .min(1)
      .default(1000)
      .describe('more events of one id on one day make it a bot for that day'),
    maxUsersPerId: z
      .int()
      .min(1)
      .default(3)
      .describe('an id that was mapped to more users than this is a hub and is left out'),
    maxIdsPerUser: z.int().min(1).default(50).describe('a user with more ids than this is left out'),
    minTokenUsers: z.int().min(1).default(5).describe('fewest training users a token needs'),
    maxTokenShare: z.number().gt(0).max(1).default(0.9).describe('largest share of training users a token may have'),
    validationShare: share('share of users that models are chosen on').default(0.15),
    testShare: share('share of users that no model sees').default(0.1),
    splitSalt: z
      .string()
      .default('')
      .describe('another text gives other shares of users: for measuring how much figures hang on the split'),
    emptyLastDay: z
      .enum(['refuse', 'accept'])
      .default('refuse')
      .describe(
        'what to do where the day before the run date has no event at all: refuse (exit status 75, try again) or accept',
      ),
    volumeHold: share(
      'the night is held where the last day has less than this share of the events of the same weekdays before; 0: never',
    ).default(0.3),
    volumeWarn: z
      .number()
      .min(0)
      .max(1)
      .default(0.7)
      .describe('a source, or all together, with less than this share of them on the last day is told; 0: never'),
  })
  .refine(({ validationShare, testShare }) => validationShare + testShare < 1, {
    error: 'expected validationShare + testShare below 1',
    path: ['testShare'],
  });

/** The options, complete. */
export type TrainingDataOptions = z.output<typeof TrainingDataOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly 'training-data'?: z.input<typeof TrainingDataOptions>;
  }
}
