import type { Columns } from '@lookalikes/schema';

/** A value of a row; null is written as nothing. */
type TsvValue = string | number | bigint | boolean | null;

/** A row, by column. */
export type TsvRow = Readonly<Record<string, TsvValue>>;

/** About how many characters a piece has. */
const pieceLength = 65_536;

/**
 * Rows as TSV, piece by piece: a line of column names, then a line a row, each ended by a line feed.
 *
 * Null is empty. A double has the fewest digits that read back as the same number. In a text, a backslash is `\\`, a tab
 * `\t`, a line feed `\n`, a carriage return `\r`, any other control character `\uXXXX`.
 *
 * @example for await (const piece of tsv(segmentSizes.v1.columns, rows)) …
 */
export async function* tsv(
  columns: Columns,
  rows: Iterable<TsvRow> | AsyncIterable<TsvRow>,
): AsyncGenerator<Uint8Array> {
  const names = Object.keys(columns);
  let piece = `${names.join('\t')}\n`;
  for await (const row of rows) {
    piece += `${names.map((name) => textOf(row[name] ?? null)).join('\t')}\n`;
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}

function textOf(value: TsvValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value.replaceAll(/[\\\p{Cc}]/gu, escaped) : String(value);
}

const short: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (character: string): string =>
  short[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
