/**
 * What can stop scoring.
 *
 * - `inconsistent-input`: datasets that describe the same models or tokens do not agree
 */
export type ScoringErrorCode = 'inconsistent-input';

/** The stage's one error. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';
  readonly code: ScoringErrorCode;

  constructor(code: ScoringErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
