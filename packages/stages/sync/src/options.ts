import { keyTemplate } from '@lookalikes/stage-kit';
import { z } from 'zod';
import { canRemove, deliveryColumns, layoutOf, presetNames, separators } from './layout.ts';

const keyNames = ['region', 'run_date', 'segment_id', 'dsp', 'dsp_segment_id', 'part'];

const files = {
  key: keyTemplate({ needed: ['region', 'segment_id', 'part'], allowed: keyNames })
    .default('lookalikes/{region}/{run_date}/{segment_id}/part-{part}.tsv.gz')
    .describe(
      `Where a file lies in the object store, with ${keyNames.map((name) => `{${name}}`).join(', ')}; {region}, {segment_id} and {part} are needed. Parts count from 00000.`,
    ),
  manifestKey: keyTemplate({ needed: ['region'], allowed: ['region', 'run_date'] })
    .default('lookalikes/{region}/{run_date}/manifest.json')
    .describe('Where the manifest lies, with {region} and {run_date}; {region} is needed.'),
  maxRowsPerPart: z.int().min(1).default(5_000_000).describe('Lines a file may have; the rest goes to the next part.'),
  maxBytesPerPart: z
    .int()
    .min(1)
    .max(450_000_000)
    .default(200_000_000)
    .describe('Packed bytes from which on a file ends, at the next 8,192 lines; the rest goes to the next part.'),
  compressionLevel: z.int().min(1).max(9).default(6).describe("gzip's level: 1 is fastest, 9 smallest."),
};

const layout = {
  preset: z
    .enum(presetNames, `expected one of ${presetNames.join(', ')}`)
    .default('legacy')
    .describe('The layout of a file: legacy, or xandr. What follows says otherwise where it has to.'),
  columns: z
    .array(z.enum(deliveryColumns, `expected one of ${deliveryColumns.join(', ')}`))
    .nonempty('expected at least one column')
    .refine((names) => new Set(names).size === names.length, 'expected each column once')
    .refine((names) => names.includes('dsp_user_id'), 'expected dsp_user_id among them')
    .optional()
    .describe(`What a line holds, in order: of ${deliveryColumns.join(', ')}.`),
  separator: z
    .enum(separators, 'expected a tab, a comma, a semicolon or a bar')
    .optional()
    .describe('What stands between two values: a tab, comma, semicolon or bar.'),
  lineEnd: z.enum(['\n', '\r\n'], 'expected \\n or \\r\\n').optional().describe('What ends a line: LF, or CR and LF.'),
  header: z.boolean().optional().describe('Whether the first line of a file names the columns.'),
  encoding: z.enum(['utf8', 'latin1']).optional().describe('How characters become bytes.'),
  ids: z
    .enum(['text', 'uint64'])
    .optional()
    .describe('What an id is: visible ASCII characters, or a number from 1 to 2^64 - 1. Others are left out.'),
};

const membership = {
  mode: z
    .enum(['full', 'delta'])
    .default('full')
    .describe('Send every user each night, or what changed since the last night that was delivered.'),
  ttlDays: z
    .int()
    .min(1)
    .max(180)
    .default(30)
    .describe('Days a user stays in a segment that does not say: expiration_minutes is 1,440 times that.'),
  refreshDays: z
    .int()
    .min(1)
    .max(180)
    .default(3)
    .describe('In a delta: who would leave by himself within so many days is sent again.'),
  reachLock: z
    .strictObject({
      enter: z.number().gt(0).max(1).describe('Up to this share of the reach, by rank, a user always enters.'),
      leave: z.number().min(1).describe('Up to this share of the reach, by rank, a user who is in stays.'),
    })
    .optional()
    .describe('Keep the reach at the audience over `leave`, and whoever is in where his rank is within `leave`.'),
  minReach: z
    .int()
    .min(1)
    .default(1)
    .describe('Users a segment must reach, by their ids; below it nothing is delivered and what the DSP holds goes.'),
  maxUsersPerId: z
    .int()
    .min(1)
    .default(3)
    .describe('A DSP id that was mapped to more users than this is a hub and is left out.'),
  maxIdsPerUser: z.int().min(1).default(50).describe('A user with more ids of the DSP than this is left out.'),
};

/** What sync can be told. */
export const SyncOptions = z
  .strictObject({ ...files, ...layout, ...membership })
  .refine((options) => options.mode === 'full' || canRemove(layoutOf(options)), {
    path: ['mode'],
    message: 'a delta has to say who leaves: expected preset xandr, or expiration_minutes among the columns',
  });

/** What sync can be told, as config writes it. */
export type SyncOptions = z.input<typeof SyncOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly sync?: SyncOptions;
  }
}
