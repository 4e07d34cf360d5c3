import { createHash } from 'node:crypto';
import type { Cancel, ObjectInfo, ObjectStore, StoreAdapter, StoredObject } from '@lookalikes/stage-kit';
import { checkKey, ObjectStoreError, SourceFailure, untilAborted } from '@lookalikes/stage-kit';
import type { Call, SimProcess } from './sim-process.ts';

/** The ObjectStore port of a simulated process. */
export const simStore = (process: SimProcess): StoreAdapter => ({
  name: 'simulated',
  open: () => Promise.resolve(new SimStore(process)),
});

class SimStore implements ObjectStore {
  readonly name = 'simulated';
  readonly #process: SimProcess;

  constructor(process: SimProcess) {
    this.#process = process;
  }

  async get(key: string, { signal }: Cancel = {}): Promise<Uint8Array> {
    checkKey(key);
    const { objects } = this.#process.world;
    return this.#call({ kind: 'read', what: `get ${key}`, signal, act: () => encode(objects.get(key)) });
  }

  async *getStream(key: string, cancel: Cancel = {}): AsyncGenerator<Uint8Array> {
    const content = await this.get(key, cancel);
    const half = content.length >> 1;
    yield content.subarray(0, half);
    yield content.subarray(half);
  }

  async put(
    key: string,
    content: Uint8Array | string,
    { ifNoneMatch = false, signal }: Cancel & { readonly ifNoneMatch?: boolean } = {},
  ): Promise<void> {
    checkKey(key);
    const { objects, watch } = this.#process.world;
    const text = typeof content === 'string' ? content : decode(content);
    watch.sends(this.#process, { key, remove: false });
    const act = (): void => {
      if (!ifNoneMatch) watch.willReplace(this.#process, key, text);
      objects.put(key, text, ifNoneMatch);
      watch.wasPut(this.#process, key, text);
    };
    await this.#call({ kind: 'put', what: `put ${key}`, tell: told(key), signal, act });
  }

  async putStream(key: string, pieces: AsyncIterable<Uint8Array>, { signal }: Cancel = {}): Promise<StoredObject> {
    const all: string[] = [];
    try {
      for await (const piece of untilAborted(pieces, signal)) {
        all.push(decode(piece));
        // A piece is a request of its own, that may be refused.
        await this.#call({ kind: 'read', what: `a piece of ${key}`, signal, act: () => {} });
      }
    } catch (error) {
      throw error instanceof SourceFailure ? error.reason : error;
    }
    const content = all.join('');
    await this.put(key, content, { signal });
    return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }

  async *list(prefix: string, { signal }: Cancel = {}): AsyncGenerator<ObjectInfo> {
    const { objects, watch } = this.#process.world;
    for (let after: string | undefined; ;) {
      const from = after;
      const act = () => {
        const keys = objects.list(prefix, from);
        const last = keys.length < objects.page;
        const page = keys.map((key): ObjectInfo => ({ key, bytes: objects.get(key).length }));
        return { page, last, seen: last ? watch.look(this.#process, prefix) : 0 };
      };
      const { page, last, seen } = await this.#call({ kind: 'read', what: `list ${prefix}`, signal, act });
      watch.looked(this.#process, seen);
      yield* page;
      if (last) return;
      after = page.at(-1)?.key;
    }
  }

  async head(key: string, { signal }: Cancel = {}): Promise<ObjectInfo | undefined> {
    const { objects } = this.#process.world;
    const act = () => {
      const content = objects.find(key);
      return content === undefined ? undefined : { key, bytes: content.length };
    };
    return this.#call({ kind: 'read', what: `head ${key}`, signal, act });
  }

  async delete(key: string, { signal }: Cancel = {}): Promise<void> {
    const { objects, watch } = this.#process.world;
    watch.sends(this.#process, { key, remove: true });
    const act = (): void => {
      watch.willDelete(this.#process, key);
      objects.delete(key);
    };
    await this.#call({ kind: 'delete', what: `delete ${key}`, tell: told(key), signal, act });
  }

  locate(key: string): string {
    return `simulated:${key}`;
  }

  #call<T>(call: Omit<Call<T>, 'error'>): Promise<T> {
    return this.#process.call({ ...call, error: (what) => new ObjectStoreError('io', what) });
  }
}

/** The story tells of what is put to last; of heartbeats and journals it would be too long. */
const told = (key: string): boolean => !/\.beat$|^journal\//.test(key);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (content: Uint8Array): string => new TextDecoder().decode(content);
