import { readFileSync } from 'node:fs';

/** The text of `sql/parity/<name>.sql`. Stands one folder below the package, in `src` as in `dist`. */
export const paritySql = (name: string): string =>
  readFileSync(new URL(`../sql/parity/${name}.sql`, import.meta.url), 'utf8');
