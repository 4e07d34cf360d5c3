import { ConnectionOptions } from '@lookalikes/postgres';
import type { MetadataFile } from '@lookalikes/schema';
import { metadataFiles } from '@lookalikes/schema';
import { z } from 'zod';

/** Stands for a column that is not ours, in a list of columns. */
export const ignored = '-';

/** How one of the two TSVs is laid out. */
export interface FileLayout {
  readonly key: string;
  readonly header: boolean | 'skip';
  readonly columns: readonly string[];
}

const layout = ({ key, columns }: { readonly key: string; readonly columns: readonly string[] }) =>
  z
    .strictObject({
      key: z.string().min(1).default(key).describe('Where the file lies in the object store.'),
      header: z
        .union([z.boolean(), z.literal('skip')], 'expected true, false or "skip"')
        .default(true)
        .describe(
          'true: the first line names the columns, in any order. false: there is no header. "skip": the first line is passed over. Without names, `columns` gives the order.',
        ),
      columns: z
        .array(z.enum([...columns, ignored], `expected one of ${columns.join(', ')}, or "${ignored}"`))
        .refine(
          (order) => columns.every((name) => order.filter((other) => other === name).length === 1),
          `expected each of ${columns.join(', ')} once`,
        )
        .default([...columns])
        .describe(`The columns in the file's order, where no header names them; "${ignored}" is one to ignore.`),
    })
    .prefault({});

const query = (file: MetadataFile) =>
  z
    .string()
    .min(1)
    .describe(
      `A SELECT that gives the columns ${metadataFiles[file].columns.join(', ')}, by these names, in any order.`,
    );

const From = z.strictObject({
  database: ConnectionOptions.prefault({}).describe('The PostgreSQL that has the rows: see @lookalikes/postgres.'),
  queries: z.strictObject({ segments: query('segments'), pixels: query('pixels') }),
});

/** The platform's database, and what is asked of it. */
export type DatabaseSource = z.output<typeof From>;

/** What the metadata stage can be told. */
export const MetadataOptions = z.strictObject({
  pixels: layout(metadataFiles.pixels).describe('The TSV of pixels: its `key`, `header` and `columns`.'),
  segments: layout(metadataFiles.segments).describe('The TSV of segments: its `key`, `header` and `columns`.'),
  from: From.optional().describe(
    'The PostgreSQL that both TSVs are made from, and the two queries. Left out: another task writes the TSVs, and they are taken as they are.',
  ),
  maxRejectedShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("The share of a file's rows that may be set aside; above it the stage stops."),
});

/** What the metadata stage can be told, as config writes it. */
export type MetadataOptions = z.input<typeof MetadataOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly metadata?: MetadataOptions;
  }
}
