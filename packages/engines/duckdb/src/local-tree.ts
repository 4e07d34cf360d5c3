import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import type { InputTree } from './input-tree.ts';
import { sumsName } from './input-tree.ts';
import { parseSums } from './sums.ts';

/**
 * This machine's folders, looked at as they are asked for.
 *
 * @param root - the folder that relative paths start from
 */
export const localTree = (root: string): InputTree => ({
  start: (pattern) => ({
    path: isAbsolute(pattern) ? resolve(sep) : root,
    segments: pattern.split('/').filter((segment, index) => segment !== '' && !(segment === '.' && index > 0)),
  }),
  join,
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false,
  names: namesIn,
  sums: (folder) => {
    const path = join(folder, sumsName);
    return existsSync(path) ? parseSums(readFileSync(path, 'utf8'), path) : new Map();
  },
});

function namesIn(folder: string, what: 'files' | 'folders'): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => {
      const is = entry.isSymbolicLink() ? statSync(join(folder, entry.name), { throwIfNoEntry: false }) : entry;
      // A link to nowhere counts as a file, so that it is missed when it is read.
      return what === 'files' ? (is?.isFile() ?? true) && entry.name !== sumsName : is?.isDirectory();
    })
    .map((entry) => entry.name);
}
