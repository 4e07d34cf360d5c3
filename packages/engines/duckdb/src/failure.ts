import type { DuckDbErrorCode } from './error.ts';
import { DuckDbError } from './error.ts';

/**
 * Makes DuckDB's error ours: a code, the name of the statement, and DuckDB's message without row values.
 *
 * Errors that come up while rows are read quote them; from those only the first line is kept, with what is quoted left
 * out, and no `cause`, which would carry the values into a log. Errors of a statement's text are kept as they are.
 *
 * @param name - what was being done, for the message
 */
export function failure(error: unknown, name: string): DuckDbError {
  if (error instanceof DuckDbError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (
    /^(Binder|Catalog|Parser|Permission|Dependency|TransactionContext|Out of Memory|Interrupt) Error|^INTERRUPT/.test(
      text,
    )
  ) {
    return new DuckDbError('sql', `${name}: ${text}`, { cause: error });
  }
  const clean = redact(text);
  return new DuckDbError(codeOf(text), `${name}: ${clean}`, clean === text ? { cause: error } : undefined);
}

function codeOf(text: string): DuckDbErrorCode {
  if (/NOT NULL constraint failed/.test(text)) return 'null-value';
  if (/magic bytes|too small to be a Parquet|Parquet.*(footer|metadata)|Snappy|ZSTD|decompress/i.test(text))
    return 'corrupt';
  if (/CSV Error|sniffing file|Malformed JSON|Schema mismatch between globbed files/i.test(text)) return 'bad-input';
  return 'sql';
}

/** The first line of a message, with quoted values and numbers left out; names of files and columns are kept. */
function redact(text: string): string {
  const [first = ''] = text.split('\n');
  return first
    .replaceAll(/'(?:[^']|'')*'/g, "'…'")
    .replaceAll(/with value \S+/g, 'with value …')
    .replaceAll(/value (-?\d[\d.eE+-]*)/g, 'value …');
}
