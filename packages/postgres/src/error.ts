/**
 * What can go wrong between a stage and a database.
 *
 * - `not-ready`: it cannot be reached, or takes no connections now; worth trying again
 * - `refused`: the certificate, the credentials or the rights do not suffice
 * - `lost`: the connection broke; the transaction was not, or may not have been, committed
 * - `conflict`: another transaction was in the way (serialization failure, deadlock)
 * - `timeout`: a lock or a statement took longer than it may
 * - `data`: a value does not fit its column or its query; the database's own words are left out, as they quote it
 * - `statement`: anything else that the database says
 */
export type PostgresErrorCode = 'not-ready' | 'refused' | 'lost' | 'conflict' | 'timeout' | 'data' | 'statement';

/** More about a failure: the database's own code for it. */
export interface PostgresErrorOptions extends ErrorOptions {
  readonly sqlState?: string | undefined;
}

/** The package's one error: a code for programs; a message that says where, what and what to do, and holds no value. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  readonly code: PostgresErrorCode;
  /** The five characters of the SQL standard, where the database answered. */
  readonly sqlState: string | undefined;

  constructor(code: PostgresErrorCode, message: string, options?: PostgresErrorOptions) {
    super(message, options);
    this.code = code;
    this.sqlState = options?.sqlState;
  }
}
