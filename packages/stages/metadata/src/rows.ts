import type { MetadataFile } from '@lookalikes/schema';
import { regions } from '@lookalikes/schema';
import { z } from 'zod';

/** Which of the two TSVs. */
export type FileName = MetadataFile;

/** A row of a TSV by our column names, as text. */
export interface TextRow {
  /** The line in the file, from 1. */
  readonly line: number;
  readonly content: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A row that is set aside: where it was and why, in words that hold no value of the row. */
export interface RejectedRow {
  readonly line: number;
  readonly content: string;
  readonly reasons: readonly string[];
}

/** The rows of one file, sorted out. */
export interface Checked<T> {
  readonly valid: readonly T[];
  readonly rejected: readonly RejectedRow[];
}

const text = (longest: number) =>
  z
    .string()
    .min(1, 'is empty')
    .max(longest, `is longer than ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'has control characters')
    .regex(/^[^\ufffd]*$/, 'has bytes that are not UTF-8')
    .refine((value) => value === value.trim(), 'begins or ends with white space');

const id = () => text(200);

/** A number written plainly: `500`, `0.05`, `1e-3`. */
const plainNumber = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;

const isSize = (size: number): boolean => (Number.isSafeInteger(size) && size >= 1) || (size > 0 && size < 1);

const audienceSize = z
  .string()
  .refine(
    (value) => value === '' || (plainNumber.test(value) && isSize(Number(value))),
    'is neither empty, a whole number from 1, nor a share between 0 and 1',
  )
  .transform((value) => (value === '' ? null : Number(value)));

const ttlDays = z
  .string()
  .refine(
    (value) => value === '' || (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 180),
    'is neither empty nor a whole number of days from 1 to 180',
  )
  .transform((value) => (value === '' ? null : Number(value)));

const active = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false', '1', '0', 'yes', 'no'], 'is none of true, false, 1, 0, yes, no'))
  .transform((value) => value === 'true' || value === '1' || value === 'yes');

const region = z.enum(regions, `is none of ${regions.join(', ')}`);

/** A valid row of the segments TSV. */
export const SegmentRow = z.object({
  segment_id: id(),
  name: text(500),
  region,
  dsp: id(),
  dsp_segment_id: id(),
  audience_size: audienceSize,
  ttl_days: ttlDays,
  active,
});

/** A valid row of the segments TSV. */
export type SegmentRow = z.output<typeof SegmentRow>;

/** A valid row of the pixels TSV. */
export const PixelRow = z.object({ segment_id: id(), pixel_id: id() });

/** A valid row of the pixels TSV. */
export type PixelRow = z.output<typeof PixelRow>;

/** Sets a row aside. */
export const reject = ({ line, content }: TextRow, reasons: readonly string[]): RejectedRow => ({
  line,
  content,
  reasons,
});

/** What is wrong with a row, `<column> <problem>`, one entry a column. */
export function reasonsOf(error: z.ZodError): string[] {
  const first = new Map(error.issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]));
  return [...first].toReversed().map(([column, message]) => `${column} ${message}`);
}
