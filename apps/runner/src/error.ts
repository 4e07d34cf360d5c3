/**
 * What can go wrong in the runner itself.
 *
 * - `usage`: the command line is wrong
 * - `config`: the config file is wrong
 * - `bad-input`: a file that is to be compared is broken, or not laid out as was said
 */
export type RunnerErrorCode = 'usage' | 'config' | 'bad-input';

/** The runner's one error: a code for programs; a message that says what, where, what was expected and what to do. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
  readonly code: RunnerErrorCode;

  constructor(code: RunnerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
