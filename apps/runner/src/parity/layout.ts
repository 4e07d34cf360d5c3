import { readFileSync } from 'node:fs';
import { deliveryColumns } from '@lookalikes/sync';
import { z } from 'zod';
import { RunnerError } from '../error.ts';

/** A column of a legacy file that is none of ours. */
export const ignored = '-';

const key = (usual: string) =>
  z
    .string()
    .min(1)
    .default(usual)
    .describe(
      'Where the files lie: {region}, {run_date}, {segment_id}, {dsp_segment_id}; * stands for any part of a file or folder name.',
    );

const separator = z.string().length(1).default('\t').describe('What stands between two values.');

/** What a column of a segment file may be. */
const segmentColumns = [...deliveryColumns, ignored] as const;

const Segments = z.strictObject({
  key: key('lookalikes/{region}/{run_date}/{segment_id}/part-*'),
  columns: z
    .array(z.enum(segmentColumns))
    .optional()
    .describe(`The columns in order, "-" for one to pass over; those of our files where left out.`),
  separator,
  header: z.boolean().default(false).describe('Whether the first line names the columns.'),
});

const table = (file: string, columns: readonly [string, ...string[]]) =>
  z.strictObject({
    key: key(`lookalikes/{region}/{run_date}/reports/${file}`),
    columns: z
      .array(z.enum([...columns, ignored]))
      .optional()
      .describe('The columns in order, "-" for one to pass over; those that the first line names where left out.'),
    separator,
  });

const share = z.number().min(0).max(1);

const Thresholds = z.strictObject({
  reachRatio: z
    .tuple([z.number().min(0), z.number().min(0)])
    .default([0.9, 1.1])
    .describe("Our reach over the legacy's, least and most."),
  jaccard: share.default(0.5).describe('Ids in both over ids in either, at least.'),
  topBandOverlap: share.default(0.7).describe("The share of our best 10 % that the legacy's segment has, at least."),
  rankCorrelation: z.number().min(-1).max(1).default(0.5).describe("Spearman's rho of the weights, at least."),
  missingSegments: z.int().min(0).default(0).describe('Segments of the legacy that we do not have, at most.'),
  newSegments: z.int().min(0).default(1000).describe('Segments of ours that the legacy does not have, at most.'),
  sizeRatio: z
    .tuple([z.number().min(0), z.number().min(0)])
    .default([0.9, 1.1])
    .describe("Our reported size over the legacy's, least and most."),
  formatDifferences: z.int().min(0).default(0).describe('Lines of the same id and segment that differ, at most.'),
});

/** Where the legacy's outputs lie, how they are laid out, and what is good enough. */
export const ParityLayout = z.strictObject({
  segments: Segments.prefault({}),
  weights: z
    .union([z.literal(false), table('supa_models_collection.tsv', ['segment_id', 'token', 'weight'])])
    .prefault({})
    .describe('The table of weights; false where the legacy has none to compare.'),
  sizes: z
    .union([z.literal(false), table('segment_sizes.tsv', ['segment_id', 'reach'])])
    .prefault({})
    .describe('The table of sizes; false where the legacy has none to compare.'),
  compareColumns: z
    .array(z.enum(deliveryColumns))
    .default(['dsp_segment_id', 'segment_id', 'value', 'expiration_minutes'])
    .describe('Columns whose values must be equal for the same id.'),
  thresholds: Thresholds.prefault({}),
});

/** Where the legacy's outputs lie, how they are laid out, and what is good enough. */
export type ParityLayout = z.output<typeof ParityLayout>;

/** A table of the legacy's, as the layout has it. */
export type TableLayout = Exclude<ParityLayout['weights'], false>;

/** What is good enough. */
export type ParityThresholds = ParityLayout['thresholds'];

/**
 * Reads a layout file: JSON. Without one, the legacy's outputs are taken to be laid out as ours are.
 *
 * @throws RunnerError `usage` where it cannot be read or says what nobody knows
 */
export function readLayout(file: string | undefined): ParityLayout {
  if (file === undefined) return ParityLayout.parse({});
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RunnerError('usage', `--layout ${file} cannot be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const parsed = ParityLayout.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new RunnerError('usage', `--layout ${file}:\n${z.prettifyError(parsed.error).replaceAll(/^/gm, '  ')}`);
}
