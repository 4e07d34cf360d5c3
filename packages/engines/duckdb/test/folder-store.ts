import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectInfo, ObjectStore, StoreAdapter } from '@lookalikes/stage-kit';
import { ObjectStoreError, parseUri } from '@lookalikes/stage-kit';

/** A store on a folder that takes URIs for keys: a bucket is a folder in it. Reading is all it does. */
export interface FolderStore {
  readonly adapter: StoreAdapter;
  /** The keys that were got, in order. */
  readonly got: readonly string[];
  /** How often it was listed. */
  readonly listed: () => number;
  /** Asked before a key is got. */
  gate: (key: string) => Promise<void> | void;
}

/** Makes a store on a folder. */
export function folderStore(folder: string): FolderStore {
  const got: string[] = [];
  let listed = 0;
  const pathOf = (key: string): string => {
    const uri = parseUri(key);
    if (uri?.scheme === 's3') return join(folder, uri.bucket, uri.key);
    throw new ObjectStoreError('bad-key', `'${key}' is no URI`);
  };
  async function* read(key: string): AsyncGenerator<Uint8Array> {
    got.push(key);
    await store.gate(key);
    try {
      yield* createReadStream(pathOf(key)) as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw new ObjectStoreError('not-found', `there is nothing under '${key}'`, { cause: error });
    }
  }
  async function* list(prefix: string): AsyncGenerator<ObjectInfo> {
    listed += 1;
    if (prefix.includes('/forbidden/')) throw new ObjectStoreError('io', `could not list '${prefix}': AccessDenied`);
    const start = pathOf(prefix).replace(/\/$/, '');
    const names = await readdir(start, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of names.filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = await stat(path);
      yield { key: `${prefix.replace(/\/$/, '')}${path.slice(start.length)}`, bytes: size, version: `"${mtimeMs}"` };
    }
  }
  const refuse = () => Promise.reject(new ObjectStoreError('io', 'this store is for reading'));
  const opened: ObjectStore = {
    name: 'folder',
    get: async (key) => {
      got.push(key);
      await store.gate(key);
      return readFile(pathOf(key));
    },
    getStream: read,
    list,
    put: refuse,
    putStream: refuse,
    head: refuse,
    delete: refuse,
    locate: (key) => key,
  };
  const store: FolderStore = {
    adapter: { name: 'folder', open: () => Promise.resolve(opened) },
    got,
    listed: () => listed,
    gate: () => undefined,
  };
  return store;
}
