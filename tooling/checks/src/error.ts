/** What went wrong in a check itself, as opposed to what a check found. */
export type ChecksErrorCode =
  | 'command-failed'
  | 'command-missing'
  | 'bad-manifest'
  | 'bad-source'
  | 'no-layer'
  | 'consumer';

/**
 * A check could not be carried out. What a check finds is a {@link Finding}, never an error.
 *
 * @example throw new ChecksError('no-layer', 'packages/extra belongs to no layer: add it to layers.ts');
 */
export class ChecksError extends Error {
  override readonly name = 'ChecksError';
  readonly code: ChecksErrorCode;

  constructor(code: ChecksErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
