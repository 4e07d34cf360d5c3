import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectInfo, ObjectStore } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { Turns } from './turns.ts';
import { wrongSum } from './verify-files.ts';

/** An object that is wanted as a file: as it was listed, and its checksum where one is known. */
export interface WantedObject extends ObjectInfo {
  readonly sha256?: string | undefined;
}

/** A file of the cache. */
export interface CachedFile {
  readonly path: string;
  /** Whether it came just now, and so was held against its checksum. */
  readonly fresh: boolean;
}

const unfinished = '.part';

/**
 * A folder of files that were fetched from an object store. A file is named by its object's key and version, so that another
 * content is another file; one that is pinned stays, of the others the oldest go once there is too much.
 */
export class FileCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #pins = new Map<string, number>();
  readonly #coming = new Map<string, Promise<CachedFile>>();
  // Two at once would delete a file that the other one looks at.
  readonly #turns = new Turns();
  #ready: Promise<void> | undefined;
  #isThere = false;

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /**
   * The path of an object's file, pinned until {@link unpin}, whether or not it is there yet.
   *
   * An object without a version is fetched anew each time.
   */
  pin({ key, bytes, version, sha256 }: WantedObject): string {
    const name = createHash('sha256')
      .update(`${key}\n${bytes}\n${version ?? sha256 ?? randomUUID()}`)
      .digest('hex');
    const path = join(this.#folder, `${name.slice(0, 32)}-${basename(key).slice(-100)}`);
    this.#pins.set(path, (this.#pins.get(path) ?? 0) + 1);
    return path;
  }

  unpin(path: string): void {
    const left = (this.#pins.get(path) ?? 0) - 1;
    if (left > 0) this.#pins.set(path, left);
    else this.#pins.delete(path);
  }

  /**
   * Makes sure that a pinned file is there and whole.
   *
   * @throws DuckDbError `corrupt` where it has another size or checksum than it should, `input-missing` where the object has
   *   gone, `io` where it cannot be fetched; the signal's reason
   */
  fetch(
    path: string,
    wanted: WantedObject,
    { store, signal }: { store: ObjectStore; signal: AbortSignal },
  ): Promise<CachedFile> {
    const coming = this.#coming.get(path);
    if (coming !== undefined) return coming;
    const fetching = this.#fetch(path, wanted, { store, signal }).finally(() => this.#coming.delete(path));
    this.#coming.set(path, fetching);
    return fetching;
  }

  async #fetch(
    path: string,
    wanted: WantedObject,
    { store, signal }: { store: ObjectStore; signal: AbortSignal },
  ): Promise<CachedFile> {
    const temporary = `${path}${unfinished}`;
    try {
      this.#ready ??= this.#prepare();
      await this.#ready;
      if ((await sizeOf(path)) === wanted.bytes) {
        const now = new Date();
        await utimes(path, now, now);
        return { path, fresh: false };
      }
      const found = await write(temporary, store.getStream(wanted.key, { signal }));
      check(wanted, found);
      await rename(temporary, path);
      return { path, fresh: true };
    } catch (error) {
      signal.throwIfAborted();
      throw failure(error, wanted.key);
    } finally {
      if (this.#isThere) await rm(temporary, { force: true });
    }
  }

  /** Deletes the oldest files that are not pinned until no more than the limit is left, or none of them. */
  trim(): Promise<void> {
    return this.#turns.take(() => this.#trim());
  }

  async #trim(): Promise<void> {
    const found = await this.#files();
    let bytes = found.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of found.toSorted((a, b) => a.time - b.time)) {
      if (bytes <= this.#maxBytes) return;
      if (this.#pins.has(file.path) || this.#coming.has(file.path)) continue;
      await rm(file.path, { force: true });
      bytes -= file.bytes;
    }
  }

  /** Makes the folder; what a process that was killed left unfinished in it goes. */
  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    this.#isThere = true;
    const names = await readdir(this.#folder);
    await Promise.all(
      names.filter((name) => name.endsWith(unfinished)).map((name) => rm(join(this.#folder, name), { force: true })),
    );
  }

  async #files(): Promise<{ path: string; bytes: number; time: number }[]> {
    if (!this.#isThere) return [];
    const names = (await readdir(this.#folder)).filter((name) => !name.endsWith(unfinished));
    return Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const { size, mtimeMs } = await stat(path);
        return { path, bytes: size, time: mtimeMs };
      }),
    );
  }
}

interface Found {
  readonly bytes: number;
  readonly sha256: string;
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<Found> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.byteLength;
      yield piece;
    }
  };
  await pipeline(counted, createWriteStream(path));
  return { bytes, sha256: hash.digest('hex') };
}

function check({ key, bytes, sha256 }: WantedObject, found: Found): void {
  if (found.bytes !== bytes) {
    throw new DuckDbError(
      'corrupt',
      `${key} has ${found.bytes} bytes, expected ${bytes} as it was listed; it was replaced meanwhile: run again`,
    );
  }
  if (sha256 !== undefined && found.sha256 !== sha256) throw wrongSum(key, found.sha256, sha256);
}

function failure(error: unknown, key: string): unknown {
  if (error instanceof DuckDbError) return error;
  if (error instanceof ObjectStoreError && error.code === 'not-found') {
    return new DuckDbError('input-missing', `${key} was listed and has gone since; put it back, or run again`, {
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DuckDbError('io', `could not fetch ${key}: ${message}`, { cause: error });
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
