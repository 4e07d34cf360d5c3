import { createHash } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { codeOf } from './failure.ts';
import { incoming } from './paths.ts';
import { unfinishedName } from './unfinished.ts';

/** Where a new object goes. */
export interface Target {
  readonly root: string;
  readonly path: string;
  readonly key: string;
  /** Only where nothing is there yet. */
  readonly ifNoneMatch: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes a file that is seen whole or not at all, also after a power cut: under a temporary name of the same file system,
 * flushed to disk, then given its name. Where writing fails, nothing is left of it.
 *
 * @param fill - writes the content
 * @throws ObjectStoreError `exists`
 */
export async function writeWhole<T>(
  { root, path, key, ifNoneMatch, signal }: Target,
  fill: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const temporary = join(root, incoming, unfinishedName());
  await mkdir(join(root, incoming), { recursive: true });
  try {
    const result = await filled(temporary, fill);
    signal?.throwIfAborted();
    await mkdir(dirname(path), { recursive: true });
    if (ifNoneMatch) await linkNew(temporary, { path, key });
    else await rename(temporary, path);
    await flushFolder(dirname(path));
    return result;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function filled<T>(temporary: string, fill: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(temporary, 'wx');
  try {
    const result = await fill(file);
    await file.sync();
    return result;
  } finally {
    await file.close();
  }
}

/** Gives a file its name unless the name is taken: the one step of the file system that does both at once. */
async function linkNew(temporary: string, { path, key }: { path: string; key: string }): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new ObjectStoreError('exists', `there is an object under '${key}' already`, { cause: error });
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes pieces one after the other, and counts and hashes them. */
export async function fillFrom(
  file: FileHandle,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    await file.writeFile(piece);
    bytes += piece.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
