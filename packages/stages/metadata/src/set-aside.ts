import { MetadataError } from './error.ts';
import type { TableSource } from './parse-table.ts';
import type { RejectedRow } from './rows.ts';

/** How often a reason was given, and the first line it was given for. */
export interface ReasonCount {
  readonly reason: string;
  readonly rows: number;
  readonly line: number;
}

/** The reasons of a file's rejected rows, the most frequent first, ties by line. */
export function reasonCounts(rejected: readonly RejectedRow[]): ReasonCount[] {
  const given = rejected.flatMap(({ line, reasons }) => reasons.map((reason) => ({ line, reason })));
  return [...Map.groupBy(given, ({ reason }) => reason)]
    .map(([reason, rows]) => ({ reason, rows: rows.length, line: Math.min(...rows.map(({ line }) => line)) }))
    .toSorted((a, b) => b.rows - a.rows || a.line - b.line);
}

/** The most common reasons in a sentence, as in `3 rows: region is none of … (line 7)`. */
export function commonReasons(rejected: readonly RejectedRow[]): string {
  return reasonCounts(rejected)
    .slice(0, 3)
    .map(({ reason, rows, line }) => `${rows} ${rows === 1 ? 'row' : 'rows'}: ${reason} (line ${line})`)
    .join('; ');
}

/**
 * Stops where too many rows of a file cannot be used: the file is wrong then, not its rows.
 *
 * @param of - `rows` is all rows of the file, `most` the share that may be set aside
 * @throws MetadataError `bad-input`
 */
export function refuseTooMany(
  rejected: readonly RejectedRow[],
  { source, rows, most }: { source: TableSource; rows: number; most: number },
): void {
  if (rejected.length <= most * rows) return;
  throw new MetadataError(
    'bad-input',
    `${rejected.length} of ${rows} rows (${percent(rejected.length / rows)}) of ${source.place} cannot be used; stages.metadata.maxRejectedShare allows ${percent(most)}. Most common: ${commonReasons(rejected)}. Correct the file or stages.metadata.${source.file}, or allow more.`,
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
