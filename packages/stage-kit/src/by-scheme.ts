import type { Cancel } from './engine.ts';
import type { ObjectInfo, ObjectStore, StoreAdapter, StoredObject } from './object-store.ts';
import { parseUri } from './object-store.ts';

/**
 * A store for keys, and others for URIs by their scheme, as one: so that a folder can be the store of the nights while
 * single options name a place elsewhere, such as `s3://platform/latest/pixels.tsv`.
 *
 * @param store - for keys that are no URI, and for URIs of a scheme that is not named
 * @param schemes - stores that take a URI for a key, by its scheme
 * @example store: byScheme(fileStore({ root: 'objects' }), { s3: s3Store() })
 */
export function byScheme(store: StoreAdapter, schemes: Readonly<Record<string, StoreAdapter>>): StoreAdapter {
  return {
    name: store.name,
    async open(place) {
      const opened = new Map<string, ObjectStore>();
      for (const [scheme, of] of Object.entries(schemes)) opened.set(scheme, await of.open(place));
      return new StoreByScheme(await store.open(place), opened);
    },
  };
}

class StoreByScheme implements ObjectStore {
  readonly name: string;
  readonly #store: ObjectStore;
  readonly #schemes: ReadonlyMap<string, ObjectStore>;

  constructor(store: ObjectStore, schemes: ReadonlyMap<string, ObjectStore>) {
    this.name = store.name;
    this.#store = store;
    this.#schemes = schemes;
  }

  get(key: string, cancel?: Cancel): Promise<Uint8Array> {
    return this.#of(key).get(key, cancel);
  }

  getStream(key: string, cancel?: Cancel): AsyncIterable<Uint8Array> {
    return this.#of(key).getStream(key, cancel);
  }

  put(key: string, content: Uint8Array | string, options?: Cancel & { readonly ifNoneMatch?: boolean }): Promise<void> {
    return this.#of(key).put(key, content, options);
  }

  putStream(key: string, pieces: AsyncIterable<Uint8Array>, cancel?: Cancel): Promise<StoredObject> {
    return this.#of(key).putStream(key, pieces, cancel);
  }

  list(prefix: string, cancel?: Cancel): AsyncIterable<ObjectInfo> {
    return this.#of(prefix).list(prefix, cancel);
  }

  head(key: string, cancel?: Cancel): Promise<ObjectInfo | undefined> {
    return this.#of(key).head(key, cancel);
  }

  delete(key: string, cancel?: Cancel): Promise<void> {
    return this.#of(key).delete(key, cancel);
  }

  locate(key: string): string {
    return this.#of(key).locate(key);
  }

  #of(key: string): ObjectStore {
    const scheme = parseUri(key)?.scheme;
    return (scheme === undefined ? undefined : this.#schemes.get(scheme)) ?? this.#store;
  }
}
