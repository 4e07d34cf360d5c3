import { featureMaps, weightPriors } from '@lookalikes/schema';
import { z } from 'zod';

const BannedToken = z.strictObject({
  segment_id: z.string().min(1).optional().describe('the segment; for all segments where left out'),
  token: z.string().min(1).describe('the token'),
});

const FeatureMap = z.enum(featureMaps, { error: `expected one of ${featureMaps.join(', ')}` });

const Strengths = z
  .array(z.number().positive('expected a number above 0'))
  .nonempty('expected at least one strength')
  .refine((strengths) => strengths.every((strength, at) => at === 0 || strength > strengths[at - 1]!), {
    error: 'expected rising numbers',
  });

/** Rows of unit length want a stronger fit than rows of ones. */
const defaultStrengths = {
  'inverse-sqrt-length': [0.1, 0.3, 1, 3, 10],
  binary: [0.01, 0.03, 0.1, 0.3, 1],
  decayed: [0.1, 0.3, 1, 3, 10],
};

/** What model-selection can be told, under `stages['model-selection']` of the config. */
export const ModelSelectionOptions = z.strictObject({
  featureMaps: z
    .array(FeatureMap)
    .nonempty('expected at least one feature map')
    .refine((maps) => new Set(maps).size === maps.length, { error: 'expected each feature map once' })
    .default([
      'inverse-sqrt-length',
      'binary',
      'decayed',
      'inverse-sqrt-length+activity',
      'binary+activity',
      'decayed+activity',
    ])
    .describe(
      "what a user's tokens may be worth, to choose from for each segment, the preferred first: 1/sqrt(n) for n tokens, 1, or by decayed count; with or without activity",
    ),
  priors: z
    .array(z.enum(weightPriors, { error: `expected one of ${weightPriors.join(', ')}` }))
    .refine((priors) => new Set(priors).size === priors.length, { error: 'expected each prior once' })
    .refine((priors) => priors.includes('none'), {
      error: "expected 'none' among them: it is what others are made from",
    })
    .default(['neighbours', 'none'])
    .describe(
      'what weights are pulled to, to choose from, the preferred first: half of what they were on the newest night before the label window; where seeds are few, what the tokens that a token is seen with weigh, in a first fit that is itself pulled to 0 or to that; or 0',
    ),
  strengths: z
    .strictObject({
      'inverse-sqrt-length': Strengths.default(defaultStrengths['inverse-sqrt-length']),
      binary: Strengths.default(defaultStrengths.binary),
      decayed: Strengths.default(defaultStrengths.decayed),
    })
    .default(defaultStrengths)
    .describe(
      'strengths C of the fit against the penalty to choose from, rising, for each feature map, with and without activity',
    ),
  activityValue: z
    .number()
    .positive()
    .default(0.3)
    .describe('what an activity token is worth beside a row of tokens; smaller ones are penalised more'),
  criterion: z
    .enum(['log-loss', 'auc', 'lift'], { error: "expected 'log-loss', 'auc' or 'lift'" })
    .default('auc')
    .describe('what candidates are compared by; lift: at the share of the users that will be published'),
  liftShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.02)
    .describe("the share that lift is taken at where a segment's audience_size does not say it"),
  noise: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'standard errors of the difference within which an earlier feature map or prior is taken instead of the best',
    ),
  folds: z
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe('fits that judge a candidate in turn where seeds are few; 1: the validation share alone judges'),
  foldSeeds: z.int().min(0).default(2000).describe('fewer seeds than these are few'),
  bannedTokens: z
    .array(BannedToken)
    .default([])
    .describe("tokens that are no feature, besides each segment's own pixels: { segment_id?, token }"),
  backtestUsers: z
    .int()
    .min(1)
    .default(200_000)
    .describe('about how many users that did not fire the backtest ranks; above, a sample by hash'),
});

/** The options, complete. */
export type ModelSelectionOptions = z.output<typeof ModelSelectionOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly 'model-selection'?: z.input<typeof ModelSelectionOptions>;
  }
}
