/**
 * What can go wrong in this engine.
 *
 * - `lock-held`: another process, or this one, has the database open
 * - `input-missing`: a table or the files of an input, or the rows of a write, are not there
 * - `bad-input`: an input or its binding does not give the contract's fields
 * - `corrupt`: a file does not match its checksum, or ends too early
 * - `null-value`: a column that must not be null has a null
 * - `write-id-used`: a write id was used before
 * - `out-of-memory`: a statement needs more than `memoryLimit`, or more to spill than there is room for
 * - `sql`: a statement is wrong, or failed
 * - `io`: the database could not be opened, or an input's file not be fetched
 * - `closed`: the engine was closed
 */
export type DuckDbErrorCode =
  | 'lock-held'
  | 'input-missing'
  | 'bad-input'
  | 'corrupt'
  | 'null-value'
  | 'write-id-used'
  | 'out-of-memory'
  | 'sql'
  | 'io'
  | 'closed';

/** The engine's one error: a code for programs; a message that says what, where, what was expected and what to do. */
export class DuckDbError extends Error {
  override readonly name = 'DuckDbError';
  readonly code: DuckDbErrorCode;

  constructor(code: DuckDbErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
