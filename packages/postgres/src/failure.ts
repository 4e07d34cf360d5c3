import type { PostgresErrorCode } from './error.ts';
import { PostgresError } from './error.ts';

/** What was being done, and where. */
export interface Doing {
  /** As in `db.example.com:5432/reports`. */
  readonly place: string;
  /** As in `connecting` or `COPY of segment_sizes`. */
  readonly step: string;
  readonly connecting?: boolean;
}

/** What the database says of a failure, without the fields that quote rows. */
interface Answer {
  readonly sqlState: string;
  readonly message: string;
  readonly names: string;
}

const advice: Readonly<Record<PostgresErrorCode, string>> = {
  'not-ready': 'See that it runs and that this machine may reach it; then try again.',
  refused: 'Correct what it names, or have the owner of the database grant it.',
  lost: 'The connection broke off; what was not committed was rolled back. Run again.',
  conflict: 'Another transaction was in the way. Run again.',
  timeout: 'Find out what holds it up, or raise lockSeconds or statementSeconds of the connection.',
  data: 'Its own message is left out, as it quotes the row.',
  statement: 'Correct the statement or the table it names.',
};

/**
 * Any failure of the driver as a PostgresError. What the database says of a value (classes 22 and 23), and what a trigger
 * raises (class P0), quotes it: of those
 * the condition's code, the names of table, column and constraint, and the line are kept, and the rest is not, in the cause
 * neither.
 */
export function failure(error: unknown, doing: Doing): PostgresError {
  if (error instanceof PostgresError) return error;
  const answer = answerOf(error);
  const code = answer ? codeOfState(answer, doing) : codeOfDriver(error, doing);
  const said = answer
    ? `${code === 'data' ? '' : `${answer.message} `}(SQLSTATE ${answer.sqlState}${answer.names})`
    : ownMessage(error);
  const quotes = code === 'data';
  return new PostgresError(code, `${doing.step} at ${doing.place}: ${said}. ${adviceOf(code, error, doing)}`, {
    cause: quotes ? new Error(`SQLSTATE ${answer?.sqlState}${answer?.names}`) : error,
    sqlState: answer?.sqlState,
  });
}

function answerOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined;
  const { table, column, constraint, where } = error as unknown as Partial<Record<string, unknown>>;
  const line = typeof where === 'string' ? /\bline (\d+)/.exec(where)?.[1] : undefined;
  const named = { table, column, constraint, line };
  return {
    sqlState: String(error.code),
    message: error.message,
    names: Object.entries(named)
      .filter(([, value]) => typeof value === 'string')
      .map(([name, value]) => `, ${name} ${String(value)}`)
      .join(''),
  };
}

function codeOfState({ sqlState, message }: Answer, { connecting }: Doing): PostgresErrorCode {
  if (/^(08|57P0|53300)/.test(sqlState)) return connecting === true ? 'not-ready' : 'lost';
  // Redshift says 1023 of its own, under the state of internal errors.
  if (/^(40001|40P01)$/.test(sqlState) || /serializable isolation violation/i.test(message)) return 'conflict';
  if (/^(55P03|57014|25P03|25P04)$/.test(sqlState)) return 'timeout';
  if (/^(28|42501)/.test(sqlState)) return 'refused';
  return /^(2[23]|P0)/.test(sqlState) ? 'data' : 'statement';
}

/** Node's names for what is wrong with a certificate are many; these words are in each of them. */
const certificate = /CERT|CRL|SELF_SIGNED|UNABLE_TO|ISSUER|ERR_TLS|ERR_SSL|EPROTO/;

const isTls = (error: unknown): boolean =>
  certificate.test(codeText(error)) || (error instanceof Error && /\bSSL\b/.test(error.message));

function codeOfDriver(error: unknown, { connecting }: Doing): PostgresErrorCode {
  if (connecting !== true) return 'lost';
  return isTls(error) || isPassword(error) ? 'refused' : 'not-ready';
}

const isPassword = (error: unknown): boolean => error instanceof Error && /^SASL|password must be/.test(error.message);

function ownMessage(error: unknown): string {
  if (isPassword(error)) return 'it asks for a password, and there is none that it takes';
  // An AggregateError, of a name with several addresses, has its words in its parts.
  if (error instanceof AggregateError) return error.errors.map(ownMessage).join(', ');
  const code = codeText(error);
  const text = error instanceof Error ? error.message : String(error);
  return code === '' || text.includes(code) ? text : `${text} (${code})`;
}

const codeText = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function adviceOf(code: PostgresErrorCode, error: unknown, { connecting }: Doing): string {
  if (code !== 'refused' || connecting !== true) return advice[code];
  return isTls(error)
    ? 'Give the authority that signed its certificate in ca, and the name that the certificate has in host.'
    : 'Credentials come from PGUSER and PGPASSWORD, a .pgpass, or the function credentials of the connection.';
}
