import type { DuckDbErrorCode } from './error.ts';
import { DuckDbError } from './error.ts';

/**
 * Makes DuckDB's error ours: a code, the name of the statement, and DuckDB's message without row values.
 *
 * Errors about a statement's text are kept as they are, with their `cause`. Those that come up while rows are read quote
 * them; what is quoted is left out of these, and so is the `cause`, which would carry it into a log.
 *
 * @param name - what was being done, for the message
 */
export function failure(error: unknown, name: string): DuckDbError {
  if (error instanceof DuckDbError) return error;
  const text = messageOf(error);
  if (text.startsWith('Out of Memory Error')) {
    const [first] = text.split('\n');
    return new DuckDbError('out-of-memory', `${name}: ${first}; ${moreMemory}`, { cause: error });
  }
  if (aboutTheText.test(text)) return new DuckDbError('sql', `${name}: ${text}`, { cause: error });
  const clean = withoutValues(text);
  return new DuckDbError(codeOf(text), `${name}: ${clean}`, clean === text ? { cause: error } : {});
}

/** The message of what was thrown. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^Failed to extract statements: /, '');

const moreMemory =
  "give it more with memoryLimit in the config's duckdb({ … }), as far as the machine has it, or fewer threads, each of which needs its own";

const aboutTheText =
  /^(Binder|Catalog|Parser|Permission|Dependency|Not implemented|TransactionContext|INTERRUPT|FATAL|INTERNAL) Error/;

const codes: readonly [RegExp, DuckDbErrorCode][] = [
  [/NOT NULL constraint failed/, 'null-value'],
  [/No magic bytes|too small to be a Parquet|^Invalid Input Error: Failed to read file/, 'corrupt'],
  [/^IO Error: (No files found|Cannot open file)/, 'input-missing'],
  [/CSV Error|sniffing file|Malformed JSON in file|JSON transform error|Schema mismatch between globbed/, 'bad-input'],
];

const codeOf = (text: string): DuckDbErrorCode => codes.find(([pattern]) => pattern.test(text))?.[1] ?? 'sql';

function withoutValues(text: string): string {
  if (text.includes('CSV Error on Line')) return csvMessage(text);
  const [first = ''] = text.replaceAll("can't", 'cannot').split('\n');
  const files: string[] = [];
  const marked = first.replaceAll(/(?<=file |pattern )(["']).*?\1/gi, (path) => `\0${files.push(path) - 1}\0`);
  return marked
    .replaceAll(/".*"|'.*'/g, '…')
    .replace(/["'].*$/, '…')
    .replaceAll(/(?<![\w.\0]|line |byte )-?\d[\d.]*(?:e[+-]?\d+)?(?!\w*\0)/gi, '…')
    .replaceAll(/\0(\d+)\0/g, (_, index: string) => files[Number(index)] ?? '');
}

/** Of a message on a CSV file only the place and the kind: between them stands the line itself. */
function csvMessage(text: string): string {
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1] ?? '?';
  const file = /^ {2}file = (.*)$/m.exec(text)?.[1] ?? 'a file';
  const kind = /^(Expected Number of Columns.*|Value with unterminated quote found|Invalid unicode.*?detected)/m.exec(
    text,
  );
  return `${file}:${line}: ${kind?.[0] ?? 'the line cannot be read'}`;
}
