import { ReportingError } from './error.ts';

/** Which value of a report: for messages, which name no value. */
export interface ValuePlace {
  readonly report: string;
  readonly column: string;
  /** The line of the report, from 1. */
  readonly row: number;
}

/**
 * Refuses a text that the database cannot hold as it is: one with NUL, with half a character, or too long for its column.
 * Everything else is carried through exactly.
 *
 * @param most - bytes of UTF-8 that the column holds
 * @throws ReportingError `value`, which says where it is and does not quote it
 */
export function checkCarried(text: string, most: number, place: () => ValuePlace): void {
  const problem = problemOf(text, most);
  if (problem === undefined) return;
  const { report, column, row } = place();
  throw new ReportingError(
    'value',
    `${report}, row ${row}, ${column}: ${problem}. The database cannot hold it; correct it where it comes from. Nothing was changed there.`,
  );
}

function problemOf(text: string, most: number): string | undefined {
  if (text.includes('\0')) return 'has a NUL character (U+0000)';
  if (!text.isWellFormed()) return 'has half a character (a lone surrogate)';
  // A character of a JavaScript string is three bytes of UTF-8 at most.
  if (text.length * 3 <= most) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes > most
    ? `is ${bytes.toLocaleString('en')} bytes long, more than ${most.toLocaleString('en')}`
    : undefined;
}

/** How many bytes a text column holds: in PostgreSQL what an index entry can hold, in Redshift what the migrations say. */
export function mostBytes(dialect: 'postgres' | 'redshift', column: string): number {
  if (column === 'segment_id') return 1024;
  return dialect === 'postgres' ? 1_000_000_000 : 65_535;
}
