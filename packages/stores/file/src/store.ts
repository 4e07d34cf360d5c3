import { createReadStream } from 'node:fs';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cancel, ObjectInfo, ObjectStore, StoreAdapter, StoredObject } from '@lookalikes/stage-kit';
import { checkKey, ObjectStoreError, SourceFailure, untilAborted } from '@lookalikes/stage-kit';
import { codeOf, failure } from './failure.ts';
import { listFiles, sizeOf } from './list-files.ts';
import { checkInside, pathOf } from './paths.ts';
import { removeUnfinished } from './unfinished.ts';
import { fillFrom, writeWhole } from './write-file.ts';

/**
 * The ObjectStore port on a folder: a key is a path under the root.
 *
 * @param options - `root`: the folder, relative to the one that config's paths start from; made where there is none
 * @example const store = await fileStore({ root: '.lookalikes/objects' }).open({ root: '.' });
 */
export function fileStore(options: { readonly root: string }): StoreAdapter {
  return {
    name: 'file',
    async open(place) {
      const root = resolve(place.root, options.root);
      return guarded({ what: `open the folder ${root}`, signal: undefined }, async () => {
        await mkdir(root, { recursive: true });
        return new FileStore(await realpath(root));
      });
    },
  };
}

/** What is read of a file at a time. */
const readBytes = 1 << 20;

class FileStore implements ObjectStore {
  readonly name = 'file';
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async get(key: string, { signal }: Cancel = {}): Promise<Uint8Array> {
    const path = pathOf(this.#root, key);
    return guarded({ what: `get '${key}'`, signal }, async () => {
      await checkInside(this.#root, path);
      try {
        return await readFile(path, { signal });
      } catch (error) {
        throw this.#missed(key, error);
      }
    });
  }

  async *getStream(key: string, { signal }: Cancel = {}): AsyncGenerator<Uint8Array> {
    const path = pathOf(this.#root, key);
    try {
      signal?.throwIfAborted();
      await checkInside(this.#root, path);
      // A file under its name is whole, and stays as it is while it is open, whatever takes its name.
      yield* createReadStream(path, { signal, highWaterMark: readBytes }) as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw failure(this.#missed(key, error), { what: `get '${key}'`, signal });
    }
  }

  async put(
    key: string,
    content: Uint8Array | string,
    { ifNoneMatch = false, signal }: Cancel & { readonly ifNoneMatch?: boolean } = {},
  ): Promise<void> {
    const path = pathOf(this.#root, key);
    await guarded({ what: `put '${key}'`, signal }, async () => {
      await checkInside(this.#root, path);
      await writeWhole({ root: this.#root, path, key, ifNoneMatch, signal }, (file) =>
        file.writeFile(content, { signal }),
      );
    });
  }

  async putStream(key: string, pieces: AsyncIterable<Uint8Array>, { signal }: Cancel = {}): Promise<StoredObject> {
    const path = pathOf(this.#root, key);
    return guarded({ what: `put '${key}'`, signal }, async () => {
      await checkInside(this.#root, path);
      const target = { root: this.#root, path, key, ifNoneMatch: false, signal };
      return writeWhole(target, (file) => fillFrom(file, untilAborted(pieces, signal)));
    });
  }

  async *list(prefix: string, { signal }: Cancel = {}): AsyncGenerator<ObjectInfo> {
    if (prefix !== '') checkKey(prefix.replace(/\/$/, ''));
    const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
    try {
      signal?.throwIfAborted();
      await checkInside(this.#root, resolve(this.#root, folder));
      yield* listFiles(this.#root, folder, { prefix, signal });
    } catch (error) {
      throw failure(error, { what: `list '${prefix}'`, signal });
    }
  }

  async head(key: string, { signal }: Cancel = {}): Promise<ObjectInfo | undefined> {
    const path = pathOf(this.#root, key);
    return guarded({ what: `look at '${key}'`, signal }, async () => {
      await checkInside(this.#root, path);
      const bytes = await sizeOf(path);
      return bytes === undefined ? undefined : { key, bytes };
    });
  }

  async delete(key: string, { signal }: Cancel = {}): Promise<void> {
    const path = pathOf(this.#root, key);
    await guarded({ what: `delete '${key}'`, signal }, async () => {
      await checkInside(this.#root, path);
      if ((await sizeOf(path)) !== undefined) await rm(path, { force: true });
    });
  }

  async removeUnfinished(): Promise<void> {
    await guarded({ what: 'remove what was left unfinished', signal: undefined }, () => removeUnfinished(this.#root));
  }

  locate(key: string): string {
    return pathOf(this.#root, key);
  }

  /** What to throw where a file cannot be read. */
  #missed(key: string, error: unknown): unknown {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return error;
    return new ObjectStoreError('not-found', `there is nothing under '${key}' in ${this.#root}`, { cause: error });
  }
}

async function guarded<T>(
  about: { what: string; signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  about.signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    throw error instanceof SourceFailure ? error.reason : failure(error, about);
  }
}
