/**
 * What can go wrong in sync itself.
 *
 * - `bad-file`: a file breaks the rules of its layout, and is not delivered
 * - `usage`: the command line is wrong
 */
export type SyncErrorCode = 'bad-file' | 'usage';

/** sync's one error: a code for programs; a message that says which file and line, what is wrong and what to do. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  readonly code: SyncErrorCode;

  constructor(code: SyncErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
