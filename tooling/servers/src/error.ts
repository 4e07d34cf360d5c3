/**
 * What can go wrong with the servers.
 *
 * - `not-installed`: a part that `servers:install` makes, or a program of the machine, is not there
 * - `install-failed`: Go ended with an error
 * - `start-failed`: a server ended, or did not answer in time
 */
export type ServersErrorCode = 'not-installed' | 'install-failed' | 'start-failed';

/**
 * The one error class of this package.
 *
 * @example throw new ServersError('not-installed', 'versitygw is not installed: npm run servers:install');
 */
export class ServersError extends Error {
  override readonly name = 'ServersError';
  readonly code: ServersErrorCode;

  constructor(code: ServersErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
