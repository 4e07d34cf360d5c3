/**
 * What can go wrong with the endpoint.
 *
 * - `not-installed`: a part that `spark:install` fetches, or a program of the machine, is not there
 * - `install-failed`: pip, Maven or openssl ended with an error
 * - `start-failed`: Spark ended, or did not listen in time
 * - `bad-message`: bytes are no Thrift message of the binary protocol
 * - `bad-parameter`: a parameter of a statement has a type or a value that cannot be bound
 * - `bad-result`: Spark answered with a value that its column's type does not have
 * - `upstream`: Spark could not be reached, or answered other than 200
 */
export type SparkEndpointErrorCode =
  | 'not-installed'
  | 'install-failed'
  | 'start-failed'
  | 'bad-message'
  | 'bad-parameter'
  | 'bad-result'
  | 'upstream';

/**
 * The one error class of this package.
 *
 * @example throw new SparkEndpointError('not-installed', 'Spark is not installed: npm run spark:install');
 */
export class SparkEndpointError extends Error {
  override readonly name = 'SparkEndpointError';
  readonly code: SparkEndpointErrorCode;

  constructor(code: SparkEndpointErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
