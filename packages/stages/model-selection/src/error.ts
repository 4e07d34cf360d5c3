/**
 * What can stop model-selection.
 *
 * - `inconsistent-input`: datasets that describe the same users or tokens do not agree
 */
export type ModelSelectionErrorCode = 'inconsistent-input';

/** The stage's one error. */
export class ModelSelectionError extends Error {
  override readonly name = 'ModelSelectionError';
  readonly code: ModelSelectionErrorCode;

  constructor(code: ModelSelectionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
