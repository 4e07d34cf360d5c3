import { z } from 'zod';

const isSize = (size: number): boolean => (size > 0 && size < 1) || Number.isInteger(size);

/** What scoring can be told, under `stages.scoring` of the config. */
export const ScoringOptions = z.strictObject({
  audienceSize: z
    .number()
    .positive()
    .refine(isSize, { error: 'expected a count, as in 50000, or a share below 1, as in 0.02' })
    .default(0.02)
    .describe(
      'users to choose for a segment that does not say: a count from 1, or a share of the scored users below 1',
    ),
  computeAt: z
    .enum(['auto', 'engine', 'runner'])
    .default('auto')
    .describe(
      'where users are scored: inside the engine, which histories then never leave, or in the process that runs the stage; auto: where the engine says that it costs less',
    ),
  excludeSeeds: z
    .boolean()
    .default(true)
    .describe('leave out who is known to have fired for the segment: its seeds, and who fired before them'),
  minTokens: z.int().min(1).default(1).describe('fewest tokens, banned ones not counted, that a user is scored on'),
});

/** The options, complete. */
export type ScoringOptions = z.output<typeof ScoringOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly scoring?: z.input<typeof ScoringOptions>;
  }
}
