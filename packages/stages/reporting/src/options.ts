import { ConnectionOptions, identifier } from '@lookalikes/postgres';
import { keyTemplate } from '@lookalikes/stage-kit';
import { z } from 'zod';

const Files = z.strictObject({ to: z.literal('files') });

const database = {
  connection: ConnectionOptions.prefault({}).describe('The database: see @lookalikes/postgres.'),
  schema: identifier().default('lookalikes').describe('The schema of the tables.'),
  tables: z
    .enum(['check', 'apply'])
    .default('check')
    .describe('check: the tables must be there. apply: migrations that are not applied yet are.'),
  files: z.boolean().default(true).describe('Whether the TSV files are written as well.'),
};

const Postgres = z.strictObject({ to: z.literal('postgres'), ...database });

const role = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

const Redshift = z.strictObject({
  to: z.literal('redshift'),
  ...database,
  iamRole: z
    .string()
    .refine(
      (value) => value === 'default' || role.test(value),
      "expected the ARN of a role, as in 'arn:aws:iam::123456789012:role/reports', or 'default'",
    )
    .describe('The role that Redshift reads the staged files with.'),
  bucketRegion: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected an AWS region, as in 'eu-west-1'")
    .optional()
    .describe("The AWS region of the store's bucket, where it is not the cluster's."),
  stagingKey: keyTemplate({
    needed: ['load', 'report', 'part'],
    allowed: ['region', 'run_date', 'load', 'report', 'part'],
  })
    .default('lookalikes/{region}/{run_date}/reports/load/{load}/{report}/{part}')
    .describe('Where the files that Redshift reads lie in the object store until it has.'),
});

const Sink = z.discriminatedUnion('to', [Files, Postgres, Redshift], {
  error: "expected { to: 'files' }, { to: 'postgres', … } or { to: 'redshift', … }",
});

/** What reporting can be told. */
export const ReportingOptions = z.strictObject({
  key: keyTemplate({ needed: ['region', 'report'], allowed: ['region', 'run_date', 'report'] })
    .default('lookalikes/{region}/{run_date}/reports/{report}.tsv')
    .describe(
      'Where a report lies in the object store, with {region}, {run_date}, {report}; {region} and {report} are needed.',
    ),
  // A connection string in its place would be quoted by the message, and mostly holds a password.
  sink: (z.preprocess((value) => (typeof value === 'string' ? {} : value), Sink) as unknown as typeof Sink)
    .prefault({ to: 'files' })
    .describe('Where the reports go: TSV files, or a database too: `to` is files, postgres or redshift.'),
});

/** What reporting can be told, as config writes it. */
export type ReportingOptions = z.input<typeof ReportingOptions>;

/** A PostgreSQL that takes the reports. */
export type PostgresSink = z.output<typeof Postgres>;

/** A Redshift that takes the reports. */
export type RedshiftSink = z.output<typeof Redshift>;

/** A database that takes the reports. */
export type DatabaseSink = PostgresSink | RedshiftSink;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly reporting?: ReportingOptions;
  }
}
