import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { BrowserError } from './error.ts';
import { findChromium } from './find-chromium.ts';

/**
 * Starts a Chromium without a window.
 *
 * Its sandbox needs rights that root does not have in a container, and refuses to start there: for root alone it is left out. The
 * pages that tests open are their own, and reach no network.
 *
 * @throws BrowserError `not-installed`
 * @example await using browser = await openBrowser();
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new BrowserError(
      'not-installed',
      'there is no Chromium on the PATH: npm run browser:install, or set CHROMIUM_PATH',
    );
  }
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: ['--disable-gpu'] });
}
