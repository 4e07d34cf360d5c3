/** What went wrong, for a program: each code is one thing a caller can do something about. */
export type SampleDataErrorCode =
  | 'bad_options'
  | 'unknown_dataset'
  | 'missing_files'
  | 'damaged_file'
  | 'unexpected_format'
  | 'folder_in_use'
  | 'world_differs';

/**
 * The one error this package throws on purpose. Its message names the thing, what was found, what was expected and
 * what to do; `cause` keeps the error underneath.
 *
 * @example
 * try { await importDataset('msweb', { from, to }); }
 * catch (error) { if (error instanceof SampleDataError && error.code === 'missing_files') … }
 */
export class SampleDataError extends Error {
  override readonly name = 'SampleDataError';
  readonly code: SampleDataErrorCode;

  constructor(code: SampleDataErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
