/**
 * What can go wrong with the reports in a database.
 *
 * - `tables`: the tables are not there, or others than this version writes
 * - `value`: a text that the database cannot hold
 * - `staging`: the object store is none that Redshift reads from
 * - `rows`: the database took fewer rows than it was sent, or more
 */
export type ReportingErrorCode = 'tables' | 'value' | 'staging' | 'rows';

/** The reporting stage's one error: a code for programs; a message that says which report, what was found and what to do. */
export class ReportingError extends Error {
  override readonly name = 'ReportingError';
  readonly code: ReportingErrorCode;

  constructor(code: ReportingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
