import type { MetadataFile } from '@lookalikes/schema';
import { metadataFiles } from '@lookalikes/schema';
import { MetadataError } from './error.ts';
import type { FileLayout } from './options.ts';
import { ignored } from './options.ts';

/** Rows of a query: the names of its columns, and the values as text; null where there is none. */
export interface QueriedRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Which query, and the layout of the file that is made of it. */
export interface WrittenOf {
  readonly file: MetadataFile;
  readonly layout: FileLayout;
}

/**
 * The text of a TSV from the rows of a query, the same bytes for the same rows in any order: columns in the order of the
 * layout, a header where it has one, null as nothing, every line ended by a line feed, lines sorted by the bytes of their
 * UTF-8, as `LC_ALL=C sort` does. Nothing is quoted or escaped, as the file has no way to say so.
 *
 * @throws MetadataError `bad-query` where the columns are not those of the file, or there is no row; `bad-value` for a value
 *   with a tab, a line feed, a carriage return or NUL, by its row and column
 * @example writtenTable({ columns: ['pixel_id', 'segment_id'], rows: [['p', 's']] }, { file: 'pixels', layout })
 */
export function writtenTable({ columns, rows }: QueriedRows, { file, layout }: WrittenOf): string {
  checkColumns(columns, file);
  if (rows.length === 0) {
    throw new MetadataError('bad-query', `${nameOf(file)} gives no row: expected the platform's ${file}. ${untouched}`);
  }
  // Where a header names the columns, those that stand for nothing are left out.
  const order = layout.header === true ? layout.columns.filter((name) => name !== ignored) : layout.columns;
  const places = order.map((name) => columns.indexOf(name));
  const lines = rows.map((row, at) => {
    const values = places.map((place) => row[place] ?? '');
    const bad = values.findIndex((value) => /[\t\n\r\0]/.test(value));
    if (bad === -1) return Buffer.from(`${values.join('\t')}\n`);
    throw new MetadataError(
      'bad-value',
      `Row ${at + 1} of ${nameOf(file)}, column ${order[bad]}: it has a tab, a line feed, a carriage return or NUL, which the TSV cannot carry. Correct it in the database, or leave it out by the query. ${untouched}`,
    );
  });
  const head = layout.header === false ? [] : [Buffer.from(`${order.join('\t')}\n`)];
  return Buffer.concat([...head, ...lines.toSorted((a, b) => Buffer.compare(a, b))]).toString();
}

/** The key of a query in the config. */
export const nameOf = (file: MetadataFile): string => `stages.metadata.from.queries.${file}`;

/** What is true of every failure before the first file is put. */
export const untouched = 'The TSVs are what they were.';

function checkColumns(found: readonly string[], file: MetadataFile): void {
  const expected: readonly string[] = metadataFiles[file].columns;
  if (found.length === expected.length && expected.every((name) => found.includes(name))) return;
  throw new MetadataError(
    'bad-query',
    `${nameOf(file)} gives the columns ${found.join(', ')}; expected ${expected.join(', ')}, each once, in any order. Name them with AS. ${untouched}`,
  );
}
