/**
 * What can go wrong with the browser.
 *
 * - `not-installed`: there is no Chromium, and none can be installed here
 * - `install-failed`: the system's package manager ended with an error
 */
export type BrowserErrorCode = 'not-installed' | 'install-failed';

/**
 * The one error class of this package.
 *
 * @example throw new BrowserError('not-installed', 'there is no Chromium: npm run browser:install');
 */
export class BrowserError extends Error {
  override readonly name = 'BrowserError';
  readonly code: BrowserErrorCode;

  constructor(code: BrowserErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
