import { readFileSync } from 'node:fs';

/** The text of `sql/page/<name>.sql`. Stands one folder below the package, in `src` as in `dist`. */
export const pageSql = (name: string): string =>
  readFileSync(new URL(`../sql/page/${name}.sql`, import.meta.url), 'utf8');

/** The text of `page/<file>`: the style and the script of the pages. */
export const pageAsset = (file: 'page.css' | 'page.js'): string =>
  readFileSync(new URL(`../page/${file}`, import.meta.url), 'utf8');
