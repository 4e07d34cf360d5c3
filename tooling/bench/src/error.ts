/**
 * What can stop a measurement.
 *
 * - `bad-argument`: the command was asked for something that is not there
 * - `peer-unavailable`: a peer is not installed and cannot be installed here
 * - `process-failed`: a measured process ended with an error
 * - `timeout`: a measured process did not end in its time
 * - `bad-result`: a measured process ended well, but what it left is not what was asked for
 */
export type BenchErrorCode = 'bad-argument' | 'peer-unavailable' | 'process-failed' | 'timeout' | 'bad-result';

/**
 * The one error class of this package.
 *
 * @example throw new BenchError('peer-unavailable', 'LIBLINEAR: no liblinear-train on the PATH; install liblinear-tools.');
 */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
