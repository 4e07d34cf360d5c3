import { spawnSync } from 'node:child_process';
import { BrowserError } from './error.ts';
import { findChromium } from './find-chromium.ts';

const instead =
  'Install it as the system does, as with sudo apt-get install chromium, or name one that is there: CHROMIUM_PATH=/path/to/chromium';

/**
 * Installs Debian's Chromium. Needs root and apt-get; nothing is fetched but Debian's packages.
 *
 * @param env - where to look for what is there
 * @returns where it is
 * @throws BrowserError `not-installed` where there is no apt-get or no root; `install-failed` with what apt-get said last
 */
export function install(env: NodeJS.ProcessEnv = process.env): string {
  if (process.getuid?.() !== 0) {
    throw new BrowserError(
      'not-installed',
      `there is no Chromium on the PATH, and only root can install one. ${instead}`,
    );
  }
  aptGet(['update', '--quiet'], env);
  aptGet(['install', '--yes', '--quiet', '--no-install-recommends', 'chromium'], env);
  const found = findChromium(env);
  if (found !== undefined) return found;
  throw new BrowserError('install-failed', `apt-get installed chromium, and none is on the PATH. ${instead}`);
}

function aptGet(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { error, status, stdout, stderr } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error !== undefined) {
    throw new BrowserError(
      'not-installed',
      `there is no Chromium on the PATH, and no apt-get to install one with. ${instead}`,
      {
        cause: error,
      },
    );
  }
  if (status === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-10).join('\n');
  throw new BrowserError(
    'install-failed',
    `apt-get ${args.join(' ')} ended with ${status ?? 'a signal'}, expected 0; it said:\n${said}`,
  );
}
