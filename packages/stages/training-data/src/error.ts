/** What can stop training-data: `not-ready`, where the day before the run date has no events yet. */
export type TrainingDataErrorCode = 'not-ready';

/** The stage's one error. */
export class TrainingDataError extends Error {
  override readonly name = 'TrainingDataError';
  readonly code: TrainingDataErrorCode;

  constructor(code: TrainingDataErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
