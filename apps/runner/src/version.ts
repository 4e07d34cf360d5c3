import { readFileSync } from 'node:fs';

/** The version of this package. Beside it, `package.json` is one folder up, as source and as built. */
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
