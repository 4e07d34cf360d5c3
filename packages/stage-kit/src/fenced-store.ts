import type { Cancel } from './engine.ts';
import type { Effects } from './effects.ts';
import type { RegionLock } from './lock.ts';
import type { ObjectInfo, ObjectStore, StoredObject } from './object-store.ts';

/** Who changes the store, and what it is held to. */
export interface Fence {
  readonly stage: string;
  readonly effects: Effects;
  readonly lock: RegionLock;
}

/**
 * The object store as a stage sees it: each change is journalled before and after, and made only while the region is this
 * run's. A streamed object is checked once more when all its pieces are there, before it takes its name.
 */
export class FencedStore implements ObjectStore {
  readonly name: string;
  /** The keys of what was put and not deleted again. */
  readonly objects = new Set<string>();
  readonly #store: ObjectStore;
  readonly #fence: Fence;

  constructor(store: ObjectStore, fence: Fence) {
    this.name = store.name;
    this.#store = store;
    this.#fence = fence;
  }

  get(key: string, cancel?: Cancel): Promise<Uint8Array> {
    return this.#store.get(key, cancel);
  }

  getStream(key: string, cancel?: Cancel): AsyncIterable<Uint8Array> {
    return this.#store.getStream(key, cancel);
  }

  put(key: string, content: Uint8Array | string, options?: Parameters<ObjectStore['put']>[2]): Promise<void> {
    return this.#change({ kind: 'put', key }, async () => {
      await this.#store.put(key, content, options);
      this.objects.add(key);
    });
  }

  putStream(key: string, pieces: AsyncIterable<Uint8Array>, cancel?: Cancel): Promise<StoredObject> {
    const { lock } = this.#fence;
    async function* whileHeld(): AsyncGenerator<Uint8Array> {
      yield* pieces;
      await lock.check();
    }
    const put = async (): Promise<StoredObject> => {
      const stored = await this.#store.putStream(key, whileHeld(), cancel);
      this.objects.add(key);
      return stored;
    };
    return this.#change({ kind: 'put', key }, put, kept);
  }

  list(prefix: string, cancel?: Cancel): AsyncIterable<ObjectInfo> {
    return this.#store.list(prefix, cancel);
  }

  head(key: string, cancel?: Cancel): Promise<ObjectInfo | undefined> {
    return this.#store.head(key, cancel);
  }

  delete(key: string, cancel?: Cancel): Promise<void> {
    return this.#change({ kind: 'delete', key }, async () => {
      await this.#store.delete(key, cancel);
      this.objects.delete(key);
    });
  }

  locate(key: string): string {
    return this.#store.locate(key);
  }

  #change<T>(
    effect: { readonly kind: 'put' | 'delete'; readonly key: string },
    work: () => Promise<T>,
    keep?: (result: T) => object,
  ): Promise<T> {
    const { stage, effects, lock } = this.#fence;
    return effects.run({ stage, effect, ...(keep ? { keep } : {}) }, async () => {
      await lock.check();
      return work();
    });
  }
}

const kept = ({ bytes, sha256 }: StoredObject): object => ({ bytes, sha256 });
