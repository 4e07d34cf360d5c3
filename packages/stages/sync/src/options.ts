import { keyTemplate } from '@lookalikes/stage-kit';
import { z } from 'zod';

/** What a line of a file may hold. */
export const deliveryColumns = [
  'dsp_user_id',
  'dsp_segment_id',
  'segment_id',
  'score',
  'rank',
  'timestamp',
  'value',
  'expiration_minutes',
] as const;

/** One column of a file. */
export type DeliveryColumn = (typeof deliveryColumns)[number];

const keyNames = ['region', 'run_date', 'segment_id', 'dsp', 'dsp_segment_id', 'part'];

/** What sync can be told. */
export const SyncOptions = z.strictObject({
  key: keyTemplate({ needed: ['region', 'segment_id', 'part'], allowed: keyNames })
    .default('lookalikes/{region}/{run_date}/{segment_id}/part-{part}.tsv.gz')
    .describe(
      `Where a file lies in the object store, with ${keyNames.map((name) => `{${name}}`).join(', ')}; {region}, {segment_id} and {part} are needed. Parts count from 00000.`,
    ),
  manifestKey: keyTemplate({ needed: ['region'], allowed: ['region', 'run_date'] })
    .default('lookalikes/{region}/{run_date}/manifest.json')
    .describe('Where the manifest lies, with {region} and {run_date}; {region} is needed.'),
  columns: z
    .array(z.enum(deliveryColumns, `expected one of ${deliveryColumns.join(', ')}`))
    .nonempty('expected at least one column')
    .refine((names) => new Set(names).size === names.length, 'expected each column once')
    .default(['dsp_user_id', 'dsp_segment_id'])
    .describe(`What a line holds, in order: of ${deliveryColumns.join(', ')}.`),
  ttlDays: z
    .int()
    .min(1)
    .max(180)
    .default(30)
    .describe('Days a user stays in a segment that does not say: expiration_minutes is 1,440 times that.'),
  maxRowsPerPart: z.int().min(1).default(5_000_000).describe('Lines a file may have; the rest goes to the next part.'),
  compressionLevel: z.int().min(1).max(9).default(6).describe("gzip's level: 1 is fastest, 9 smallest."),
  maxUsersPerId: z
    .int()
    .min(1)
    .default(3)
    .describe('A DSP id that was mapped to more users than this is a hub and is left out.'),
  maxIdsPerUser: z.int().min(1).default(50).describe('A user with more ids of the DSP than this is left out.'),
});

/** What sync can be told, as config writes it. */
export type SyncOptions = z.input<typeof SyncOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly sync?: SyncOptions;
  }
}
