import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { checkKey, ObjectStoreError } from '@lookalikes/stage-kit';
import { codeOf } from './failure.ts';

/** The folder of the root where objects lie until they are whole. No key leads into it. */
export const incoming = '.incoming';

/**
 * The path of a key.
 *
 * @throws ObjectStoreError `bad-key` where the key is none, or leads into the folder of unfinished objects
 */
export function pathOf(root: string, key: string): string {
  checkKey(key);
  if (key === incoming || key.startsWith(`${incoming}/`)) {
    throw new ObjectStoreError(
      'bad-key',
      `'${key.slice(0, 80)}' is kept for unfinished objects; choose a key outside ${incoming}/`,
    );
  }
  return join(root, key);
}

/**
 * Makes sure that a path, as far as it exists, lies in the root once symbolic links are followed.
 *
 * @param root - a real path
 * @throws ObjectStoreError `bad-key` where a link leads out
 */
export async function checkInside(root: string, path: string): Promise<void> {
  const real = await realpathOfExisting(path);
  const from = relative(root, real);
  if (from !== '..' && !from.startsWith(`..${sep}`)) return;
  throw new ObjectStoreError(
    'bad-key',
    `'${relative(root, path)}' leads out of ${root} by a symbolic link; remove the link`,
  );
}

async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return realpathOfExisting(dirname(path));
    if (codeOf(error) === 'ENOTDIR') return realpathOfExisting(dirname(path));
    throw error;
  }
}
