/**
 * What can go wrong in this engine.
 *
 * - `settings`: where or as whom to connect is not told, or told twice
 * - `auth`: the workspace does not take who we are
 * - `forbidden`: a right is missing
 * - `input-missing`: a table of an input, or the rows of a write, are not there
 * - `bad-input`: an input or its binding does not give the contract's fields
 * - `null-value`: a column that must not be null has a null
 * - `write-id-used`: a write id was used before
 * - `sql`: a statement is wrong, or failed
 * - `timeout`: a statement took longer than it may
 * - `unavailable`: the warehouse could not be reached, or gave up, for longer than retrying may take
 * - `closed`: the engine was closed
 */
export type DatabricksErrorCode =
  | 'settings'
  | 'auth'
  | 'forbidden'
  | 'input-missing'
  | 'bad-input'
  | 'null-value'
  | 'write-id-used'
  | 'sql'
  | 'timeout'
  | 'unavailable'
  | 'closed';

/** The engine's one error: a code for programs; a message that says what, where, what was expected and what to do. */
export class DatabricksError extends Error {
  override readonly name = 'DatabricksError';
  readonly code: DatabricksErrorCode;

  constructor(code: DatabricksErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
