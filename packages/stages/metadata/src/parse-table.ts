import { closest } from '@lookalikes/stage-kit';
import { MetadataError } from './error.ts';
import type { FileLayout } from './options.ts';
import { ignored } from './options.ts';
import type { FileName, RejectedRow, TextRow } from './rows.ts';

/** One of the two TSVs, for messages. */
export interface TableSource {
  readonly file: FileName;
  /** Where people find it. */
  readonly place: string;
  /** The columns it must have. */
  readonly columns: readonly string[];
  readonly layout: FileLayout;
}

/** The rows of a TSV, those of the wrong width apart. */
export interface Table {
  readonly source: TableSource;
  readonly rows: readonly TextRow[];
  readonly rejected: readonly RejectedRow[];
  /** Columns of the header that are none of ours. */
  readonly unknown: readonly string[];
}

interface Line {
  readonly line: number;
  readonly content: string;
}

/**
 * Takes a TSV apart. Nothing is quoted: a line ends in LF or CRLF, a tab ends a field. Empty lines are passed over.
 *
 * @throws MetadataError `bad-input` where there are no rows, or the header lacks a column or has one twice
 */
export function parseTable(text: string, source: TableSource): Table {
  const lines = linesOf(text);
  const head = source.layout.header === false ? undefined : lines.shift();
  if (lines.length === 0) {
    throw new MetadataError(
      'bad-input',
      `${source.place} has no rows${head ? ' below its header' : ''}: expected the platform's ${source.file}. Upload the file again.`,
    );
  }
  const order = source.layout.header === true ? (head?.content.split('\t') ?? []) : source.layout.columns;
  checkHeader(order, source);
  const rows: TextRow[] = [];
  const rejected: RejectedRow[] = [];
  for (const { line, content } of lines) {
    const fields = content.split('\t');
    if (fields.length === order.length) {
      rows.push({ line, content, values: Object.fromEntries(fields.map((field, at) => [order[at], field])) });
    } else {
      const problem = fields.length < order.length ? 'too few columns' : 'too many columns';
      rejected.push({ line, content, reasons: [`${problem} (expected ${order.length})`] });
    }
  }
  const unknown = order.filter((name) => name !== ignored && !source.columns.includes(name));
  return { source, rows, rejected, unknown };
}

function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .map((raw, at) => ({ line: at + 1, content: raw.endsWith('\r') ? raw.slice(0, -1) : raw }))
    .filter(({ content }) => content !== '');
}

function checkHeader(order: readonly string[], { file, place, columns }: TableSource): void {
  const missing = columns.filter((name) => !order.includes(name));
  if (missing.length === columns.length) {
    throw new MetadataError(
      'bad-input',
      `The first line of ${place} names none of the columns ${columns.join(', ')}. If the file has no header, set stages.metadata.${file}.header to false; if its names are others, to "skip"; and give the order in stages.metadata.${file}.columns.`,
    );
  }
  const others = order.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const told = missing.map((name) => `${name}${closest(name, others)}`).join(', ');
    throw new MetadataError(
      'bad-input',
      `The header of ${place} lacks ${told}${told.endsWith('?') ? '' : '.'} Correct the header, or set stages.metadata.${file}.header to "skip" and give the order in stages.metadata.${file}.columns.`,
    );
  }
  const twice = columns.filter((name) => order.filter((other) => other === name).length > 1);
  if (twice.length > 0) {
    throw new MetadataError(
      'bad-input',
      `The header of ${place} has ${twice.join(', ')} more than once: expected each column once. Correct the header.`,
    );
  }
}
