import { Unanswered } from './bounded.ts';
import type { DatabricksErrorCode } from './error.ts';
import { DatabricksError } from './error.ts';

/** What the driver may throw: its errors are not all of one class, nor all of them Errors. */
interface Raw {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly statusCode?: unknown;
  readonly payload?: unknown;
  readonly response?: {
    readonly errorMessage?: unknown;
    readonly headers?: { get(name: string): string | null };
  };
}

/** A failure that another attempt may mend. */
export class Passing extends Error {
  override readonly name = 'Passing';
  /** What the service asked to be waited, in seconds. */
  readonly retryAfter: number;
  /** Whether it is the session that is gone. */
  readonly sessionLost: boolean;

  constructor(message: string, options: { cause?: unknown; retryAfter?: number; sessionLost?: boolean } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter ?? 0;
    this.sessionLost = options.sessionLost ?? false;
  }
}

const sessionGone =
  /Invalid (Session|Operation)Handle|session [^\n]{0,80}(does not exist|not found|is closed|expired|invalid)|INVALID_SESSION/i;
const networkCodes =
  /^(ECONN(RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE)$/;
const networkWords =
  /socket hang up|Premature close|Request timed out|Max retry count exceeded|Retry timeout exceeded/i;
// A table that another region makes at the same moment has files before it has an entry in the catalog.
const conflicts =
  /\[(DELTA_CONCURRENT_\w+|DELTA_METADATA_CHANGED|DELTA_PROTOCOL_CHANGED|CONCURRENT_\w+|DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION|DELTA_TABLE_ALREADY_EXISTS|TABLE_OR_VIEW_ALREADY_EXISTS)/;

/**
 * Makes what the driver threw ours: {@link Passing} where another attempt may mend it, else the engine's error with a
 * code, the name of the statement, and the service's message without values of rows.
 *
 * @param name - what was being done, for the message
 */
export function failure(error: unknown, name: string): DatabricksError | Passing {
  if (error instanceof DatabricksError || error instanceof Passing) return error;
  if (error instanceof Unanswered) return new Passing(error.message, { cause: error });
  const raw = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Raw;
  const text = messageOf(raw);
  const status = Number(raw.statusCode ?? 0);
  if (status === 401 || status === 403) {
    return new DatabricksError(
      'auth',
      `${name}: the workspace answers ${status} to our credentials; check that they are valid there and that the path of the warehouse is right`,
    );
  }
  if (status === 429 || (status >= 500 && status !== 501)) {
    const after = Number(raw.response?.headers?.get('retry-after') ?? 0);
    return new Passing(`the service answers ${status}`, { retryAfter: Number.isFinite(after) ? after : 0 });
  }
  if (status > 0) {
    return new DatabricksError(
      'settings',
      `${name}: the service answers ${status}; check host and path of the warehouse`,
    );
  }
  if (sessionGone.test(text)) return new Passing('the session is gone', { sessionLost: true });
  const [, conflict] = conflicts.exec(text) ?? [];
  if (conflict !== undefined) return new Passing(`another statement wrote at the same moment (${conflict})`);
  if (networkCodes.test(String(raw.code)) || networkWords.test(text) || raw.type === 'body-timeout') {
    return new Passing(`the connection failed: ${text}`, { cause: error });
  }
  if (raw.type === 'system') {
    return new DatabricksError('unavailable', `${name}: cannot connect: ${text}`, { cause: error });
  }
  // What the service says of a statement may quote it and its rows: that is not carried on as a cause.
  const ofService = raw.response !== undefined || raw.name === 'Status Error';
  return new DatabricksError(codeOf(text), `${name}: ${cleaned(text)}`, ofService ? {} : { cause: error });
}

/** The service's message, which the driver leaves in its answer where it was not meant to be shown. */
function messageOf(raw: Raw): string {
  const text = typeof raw.message === 'string' ? raw.message : 'an error without a message';
  const detail = raw.response?.errorMessage;
  return typeof detail === 'string' && !text.includes('[') ? detail : text;
}

const codes: readonly [RegExp, DatabricksErrorCode][] = [
  [/\[(DELTA_NOT_NULL_CONSTRAINT_VIOLATED|NOT_NULL_ASSERT_VIOLATION|NOT_NULL_CONSTRAINT_VIOLATION)/, 'null-value'],
  [
    /INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED|does not have (permission|privilege|USE|SELECT|MODIFY|CREATE)/,
    'forbidden',
  ],
  [/operation is in a timed out state|STATEMENT_TIMEOUT|timed out after/i, 'timeout'],
];

const codeOf = (text: string): DatabricksErrorCode => codes.find(([pattern]) => pattern.test(text))?.[1] ?? 'sql';

// Conditions about the text of a statement, which quote it and its names, and never a row.
const aboutTheText =
  /^(PARSE_|UNRESOLVED_|UNBOUND_|TABLE_OR_VIEW_|SCHEMA_|MISSING_|AMBIGUOUS_|DATATYPE_MISMATCH|UNSUPPORTED_|INSUFFICIENT_|PERMISSION_|WRONG_NUM_ARGS|NUM_COLUMNS_MISMATCH|GROUP_BY|INVALID_(?!ARRAY|INDEX|JSON)|DELTA_NOT_NULL|DELTA_INSERT_COLUMN)/;

/** The condition and the first lines of a message; of those that may quote a row, without what they quote. */
function cleaned(text: string): string {
  const [, condition, said] =
    /\[(?!DELTA_REPLACE_WHERE_MISMATCH)([A-Z][A-Z0-9_.]+)\]\s*([^[][^]*)/.exec(lastOf(text)) ?? [];
  if (condition === undefined || said === undefined) return withoutValues(text.split('\n')[0] ?? '');
  const [words = ''] = said.split(/\s*SQLSTATE|\n\n|\n== /);
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return `[${condition}] ${aboutTheText.test(condition) ? line : withoutValues(line)}`;
}

/** The condition is told twice, once before the name of the Java class. */
const lastOf = (text: string): string => text.replace(/^.*?Error running query: \[[A-Z0-9_.]+\] [\w.$]+: /s, '');

const withoutValues = (text: string): string =>
  text.replaceAll(/(["'`]).*?\1/g, '…').replaceAll(/(?<![\w.])-?\d[\w.]*/g, '…');
