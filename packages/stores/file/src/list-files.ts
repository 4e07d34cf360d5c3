import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectInfo } from '@lookalikes/stage-kit';
import { codeOf } from './failure.ts';
import { checkInside, incoming } from './paths.ts';

/**
 * The objects whose key starts with the prefix, by key, a folder at a time.
 *
 * @param folder - the key of the folder to look in; empty for the root
 */
export async function* listFiles(
  root: string,
  folder: string,
  { prefix, signal }: { prefix: string; signal: AbortSignal | undefined },
): AsyncGenerator<ObjectInfo> {
  for (const { key, isFolder } of await entries(root, folder)) {
    signal?.throwIfAborted();
    if (isFolder) {
      if (key.startsWith(prefix) || prefix.startsWith(key))
        yield* listFiles(root, key.slice(0, -1), { prefix, signal });
    } else if (key.startsWith(prefix)) {
      const info = await sizeOf(join(root, key));
      if (info !== undefined) yield { key, bytes: info };
    }
  }
}

/** The entries of a folder in the order of the keys under them: a folder sorts as its name with `/`. */
async function entries(root: string, folder: string): Promise<{ key: string; isFolder: boolean }[]> {
  const path = join(root, folder);
  const found = await namesIn(path);
  const keyed = await Promise.all(
    found
      .filter((entry) => folder !== '' || entry.name !== incoming)
      .map(async (entry) => {
        const isFolder = entry.isSymbolicLink()
          ? await linksToFolder(root, join(path, entry.name))
          : entry.isDirectory();
        return { key: `${folder === '' ? '' : `${folder}/`}${entry.name}${isFolder ? '/' : ''}`, isFolder };
      }),
  );
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

async function linksToFolder(root: string, path: string): Promise<boolean> {
  await checkInside(root, path);
  return (await stat(path)).isDirectory();
}

async function namesIn(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

/** Bytes of a file; undefined where it was deleted since its folder was read. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? info.size : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
