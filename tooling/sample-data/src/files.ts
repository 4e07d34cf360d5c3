import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What was written: how many files, and their bytes together. */
export interface Written {
  files: number;
  bytes: number;
}

/** Whether something is at this path. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Lets `make` write a file under another name, then gives it its own: nobody ever sees half a file. */
export async function writeWhole(path: string, make: (temporary: string) => Promise<unknown>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  try {
    await make(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a text file whole. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeWhole(path, (temporary) => writeFile(temporary, text));
}

/** A file's SHA-256, in hex. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Puts the sums of `paths`, all in one folder, into that folder's SHA256SUMS, in `sha256sum`'s own format, sorted by
 * name; the sums of other files stay. `sha256sum -c SHA256SUMS` checks them.
 */
export async function addSums(paths: readonly string[]): Promise<Written> {
  const first = paths[0];
  if (first === undefined) return { files: 0, bytes: 0 };
  const list = join(dirname(first), 'SHA256SUMS');
  const lines = (await exists(list)) ? (await readFile(list, 'utf8')).split('\n').filter(Boolean) : [];
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  let bytes = 0;
  for (const path of paths) {
    sums.set(basename(path), await sha256(path));
    bytes += (await stat(path)).size;
  }
  const names = [...sums.keys()].toSorted();
  await writeText(list, names.map((name) => `${sums.get(name)}  ${name}\n`).join(''));
  return { files: paths.length, bytes };
}
