import type { Column } from '@lookalikes/schema';
import { checkCarried, mostBytes } from './carried.ts';
import type { Report, ReportBatch, ReportValue } from './reports.ts';

/** Which night's lines, and how the database wants them. */
export interface LinesOf {
  readonly report: Report;
  readonly region: string;
  readonly runDate: string;
}

/** Lines as pieces of bytes, and how many they were once the pieces are read. */
export interface Lines {
  readonly rows: () => number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** How a line is written. */
export interface LineForm {
  readonly dialect: 'postgres' | 'redshift';
  /** What comes before the first column of the report. */
  readonly begin: (night: { readonly region: string; readonly runDate: string }) => string;
  /** What stands before a value. */
  readonly before: (column: string) => string;
  readonly end: string;
  readonly nothing: string;
  readonly text: (text: string) => string;
}

/**
 * A row of PostgreSQL's COPY in its text format: tabs between values, `\N` for null, and a backslash before a backslash,
 * tab, line feed and carriage return. https://www.postgresql.org/docs/current/sql-copy.html
 */
export const copyText: LineForm = {
  dialect: 'postgres',
  begin: ({ region, runDate }) => `${region}\t${runDate}`,
  before: () => '\t',
  end: '\n',
  nothing: '\\N',
  text: (text) => (special.test(text) ? text.replaceAll(everySpecial, (character) => escapes[character] ?? '') : text),
};

const special = /[\\\t\n\r]/;
const everySpecial = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A row of Redshift's COPY as JSON, in which alone null and the empty text differ without a word that stands for null. */
export const jsonLine: LineForm = {
  dialect: 'redshift',
  begin: ({ region, runDate }) => `{"region":"${region}","run_date":"${runDate}"`,
  before: (column) => `,"${column}":`,
  end: '}\n',
  nothing: 'null',
  text: (text) => JSON.stringify(text),
};

/** About how many characters a piece has. */
const pieceLength = 65_536;

/**
 * The lines of a report in a form, in bounded memory.
 *
 * @throws ReportingError `value` for a text that the database cannot hold
 * @example await session.copyIn('COPY … FROM STDIN', lines(batches, copyText, { report, region, runDate }).pieces)
 */
export function lines(batches: AsyncIterable<ReportBatch>, form: LineForm, of: LinesOf): Lines {
  let rows = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const begin = form.begin(of);
    const columns = Object.entries(of.report.columns).map(([name, column]) => ({
      name,
      before: form.before(name),
      written: writer(form, { column, name, report: of.report.name }),
    }));
    let piece = '';
    for await (const batch of batches) {
      const data = columns.map(({ name }) => batch.columns[name] ?? []);
      for (let at = 0; at < batch.rows; at++) {
        rows++;
        piece += begin;
        for (let column = 0; column < columns.length; column++) {
          const { before, written } = columns[column]!;
          piece += before;
          piece += written(data[column]![at] ?? null, rows);
        }
        piece += form.end;
        if (piece.length < pieceLength) continue;
        yield Buffer.from(piece);
        piece = '';
      }
    }
    if (piece !== '') yield Buffer.from(piece);
  }
  return { rows: () => rows, pieces: pieces() };
}

interface WrittenColumn {
  readonly column: Column;
  readonly name: string;
  readonly report: string;
}

/** Writes the values of a column. A text that comes again at once, as a segment's name does, is looked at once. */
function writer(form: LineForm, { column, name, report }: WrittenColumn): (value: ReportValue, row: number) => string {
  if (column.type !== 'string') {
    const quote = form.dialect === 'redshift' && column.type === 'date' ? '"' : '';
    return (value) => (value === null ? form.nothing : `${quote}${String(value)}${quote}`);
  }
  const most = mostBytes(form.dialect, name);
  let last = '';
  let lastWritten = form.text('');
  return (value, row) => {
    if (value === null) return form.nothing;
    if (value === last) return lastWritten;
    last = String(value);
    checkCarried(last, most, () => ({ report, column: name, row }));
    lastWritten = form.text(last);
    return lastWritten;
  };
}
