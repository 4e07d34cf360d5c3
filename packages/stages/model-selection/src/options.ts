import { z } from 'zod';

const BannedToken = z.strictObject({
  segment_id: z.string().min(1).optional().describe('the segment; for all segments where left out'),
  token: z.string().min(1).describe('the token'),
});

/** What model-selection can be told, under `stages['model-selection']` of the config. */
export const ModelSelectionOptions = z.strictObject({
  featureMap: z
    .enum(['inverse-sqrt-length', 'binary'], { error: "expected 'inverse-sqrt-length' or 'binary'" })
    .default('inverse-sqrt-length')
    .describe("what a user's tokens are worth: 1/sqrt(n) for n tokens, or 1"),
  strengths: z
    .array(z.number().positive('expected a number above 0'))
    .nonempty('expected at least one strength')
    .refine((strengths) => strengths.every((strength, at) => at === 0 || strength > strengths[at - 1]!), {
      error: 'expected rising numbers',
    })
    .default([0.1, 0.3, 1, 3, 10, 30])
    .describe('strengths C of the fit against the penalty to choose from, rising; binary wants about 0.003 to 1'),
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
