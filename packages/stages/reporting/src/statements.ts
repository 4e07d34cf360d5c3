import { createHash } from 'node:crypto';
import { quoted } from '@lookalikes/postgres';
import type { RedshiftSink } from './options.ts';
import type { Report } from './reports.ts';
import { reports } from './reports.ts';
import { tableColumns } from './tables.ts';

/** A report's table with its schema, in quotes. */
const tableName = (schema: string, report: Report): string => `${quoted(schema)}.${quoted(report.name)}`;

const columnList = (report: Report): string =>
  tableColumns(report)
    .map(({ name }) => quoted(name))
    .join(', ');

/** Forgets a night's rows of a report; `$1` is the region, `$2` the run date. */
export const deleteSql = (schema: string, report: Report): string =>
  `DELETE FROM ${tableName(schema, report)} WHERE run_date = $2 AND region = $1`;

/** Takes a report's rows from the client, on PostgreSQL. */
export const copyFromClientSql = (schema: string, report: Report): string =>
  `COPY ${tableName(schema, report)} (${columnList(report)}) FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')`;

/** Takes the tables for this transaction alone, on Redshift: two regions that write at once would break each other off. */
export const lockSql = (schema: string): string =>
  `LOCK ${reports.map((report) => tableName(schema, report)).join(', ')}`;

const uri = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[A-Za-z0-9._=+@/-]+$/;

/** Whether a text is the URI of an object in S3, and may stand in quotes. */
export const isS3Uri = (text: string): boolean => uri.test(text);

/**
 * Takes a report's rows from S3, on Redshift. It binds nothing: the URI is one by {@link isS3Uri}, role and region are by the
 * options. https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
 *
 * @param manifest - the URI of the manifest, which lists every file
 */
export function copyFromS3Sql(sink: RedshiftSink, report: Report, manifest: string): string {
  if (!isS3Uri(manifest)) throw new RangeError('the manifest is no URI of S3');
  return [
    `COPY ${tableName(sink.schema, report)} (${columnList(report)})`,
    `FROM '${manifest}'`,
    sink.iamRole === 'default' ? 'IAM_ROLE default' : `IAM_ROLE '${sink.iamRole}'`,
    "MANIFEST FORMAT AS JSON 'auto' GZIP DATEFORMAT 'YYYY-MM-DD' MAXERROR 0 COMPUPDATE OFF STATUPDATE ON",
    ...(sink.bucketRegion === undefined ? [] : [`REGION '${sink.bucketRegion}'`]),
  ].join(' ');
}

/** The number of PostgreSQL's advisory lock for one night's rows in one schema: 64 bits of a sha256. */
export const lockNumber = (...of: readonly [schema: string, region: string, runDate: string]): string =>
  createHash('sha256')
    .update(['lookalikes-reporting', ...of].join('\n'))
    .digest()
    .readBigInt64BE()
    .toString();
