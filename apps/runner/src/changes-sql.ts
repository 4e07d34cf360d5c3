import { readFileSync } from 'node:fs';

/** The text of `sql/changes/<name>.sql`. Stands one folder below the package, in `src` as in `dist`. */
export const changesSql = (name: string): string =>
  readFileSync(new URL(`../sql/changes/${name}.sql`, import.meta.url), 'utf8');
