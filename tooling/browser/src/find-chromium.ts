import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BrowserError } from './error.ts';

/** The names that packages give it, Debian's first. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Finds a Chromium: that of `CHROMIUM_PATH`, else one on the PATH.
 *
 * @returns its path; undefined where there is none
 * @throws BrowserError `not-installed` where `CHROMIUM_PATH` names no program
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM_PATH: given, PATH: path = '' } = env;
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given;
    throw new BrowserError(
      'not-installed',
      `CHROMIUM_PATH is ${given}, which is no program: name a Chromium, or unset it`,
    );
  }
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
