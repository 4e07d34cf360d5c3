import { z } from 'zod';

const deviation = (usual: number, about: string) => z.number().positive().default(usual).describe(about);

/** What guard-rails can be told, under `stages.guard-rails` of the config. */
export const GuardRailsOptions = z.strictObject({
  baselineNights: z
    .int()
    .min(1)
    .max(4)
    .default(4)
    .describe('nights of the same weekday that tonight is held against, of the last 28'),
  reachHold: deviation(0.1, 'a reach that differs from the baseline by more than this share of it is held'),
  reachWarn: deviation(0.05, 'and by more than this is told'),
  aucHold: deviation(0.05, 'an AUC on the validation share that is lower than the baseline by more than this is held'),
  aucWarn: deviation(0.02, 'and by more than this is told'),
  scoreHold: deviation(
    10,
    "a median score that differs from the baseline by more than this many times the spread of tonight's scores is held",
  ),
  scoreWarn: deviation(4, 'and by more than this is told'),
  tokensHold: deviation(
    0.5,
    "a share of the last night's strongest tokens still among them that is lower than the baseline by more than this is held",
  ),
  tokensWarn: deviation(0.3, 'and more than this is told'),
});

/** The options, complete. */
export type GuardRailsOptions = z.output<typeof GuardRailsOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly 'guard-rails'?: z.input<typeof GuardRailsOptions>;
  }
}
