import type { Cancel } from './engine.ts';

/** What lies under a key. */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** Another one whenever the content is another; left out by stores that do not keep one. */
  readonly version?: string;
}

/** What a streamed object became. */
export interface StoredObject {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The port to where files lie. Keys are `/`-separated; a key is seen whole or not at all. Where a store speaks URIs, such as
 * `s3://bucket/key`, one can stand for a key in every call; others refuse it.
 *
 * One shared suite, `objectStoreSuite` in `@lookalikes/stage-kit/testing`, says what each call must do.
 */
export interface ObjectStore {
  /** For people and records. */
  readonly name: string;

  /** @throws ObjectStoreError `not-found` where there is nothing under the key */
  get(key: string, cancel?: Cancel): Promise<Uint8Array>;

  /**
   * An object piece by piece, in bounded memory. Where it ends without an error, every piece was there.
   *
   * @throws ObjectStoreError `not-found` where there is nothing under the key; `io` where it breaks off, or changed on the way
   */
  getStream(key: string, cancel?: Cancel): AsyncIterable<Uint8Array>;

  /**
   * Puts an object in place of what was there.
   *
   * @param options - `ifNoneMatch`: only where there is nothing yet
   * @throws ObjectStoreError `exists` where `ifNoneMatch` was asked for and something is there
   */
  put(key: string, content: Uint8Array | string, options?: Cancel & { readonly ifNoneMatch?: boolean }): Promise<void>;

  /** Puts an object piece by piece, in bounded memory. Where the pieces fail, nothing changes. */
  putStream(key: string, pieces: AsyncIterable<Uint8Array>, cancel?: Cancel): Promise<StoredObject>;

  /** What lies under keys that start with the prefix, by key. */
  list(prefix: string, cancel?: Cancel): AsyncIterable<ObjectInfo>;

  /** What lies under the key, or undefined. */
  head(key: string, cancel?: Cancel): Promise<ObjectInfo | undefined>;

  /** Removes what lies under the key; nothing there is as good. */
  delete(key: string, cancel?: Cancel): Promise<void>;

  /** Removes what was left of puts whose process died, where the store knows of such; nothing that may still be finished. */
  removeUnfinished?(): Promise<void>;

  /** Where people find the object: a path or URI. */
  locate(key: string): string;
}

/** What opens a store. */
export interface StoreAdapter {
  readonly name: string;
  /** @param place - `root`: the folder that relative paths start from */
  open(place: { readonly root: string }): Promise<ObjectStore>;
}

/** What can go wrong in a store: `not-found`, `exists`, `bad-key`, `io`. */
export type ObjectStoreErrorCode = 'not-found' | 'exists' | 'bad-key' | 'io';

/** The error every ObjectStore throws, whatever lies behind it. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
  readonly code: ObjectStoreErrorCode;

  constructor(code: ObjectStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const keyPattern = /^[A-Za-z0-9._=+@-]+(\/[A-Za-z0-9._=+@-]+)*$/;

/**
 * Checks a key: `/`-separated parts of letters, digits and `._=+@-`, none of them `.` or `..`, 1,000 characters at most.
 *
 * @throws ObjectStoreError `bad-key`; the key itself is quoted, cut at 80 characters
 */
export function checkKey(key: string): void {
  const parts = key.split('/');
  if (key.length <= 1000 && keyPattern.test(key) && !parts.includes('.') && !parts.includes('..')) return;
  const hint = uriPattern.test(key) ? '; a URI needs a store that speaks it, as with byScheme' : '';
  throw new ObjectStoreError(
    'bad-key',
    `${JSON.stringify(key.slice(0, 80))} is no object key: expected parts of letters, digits and ._=+@- with / between, none of them . or ..${hint}`,
  );
}

/** A bucket or another place, and a key in it, as a URI names them. */
export interface ObjectUri {
  readonly scheme: string;
  readonly bucket: string;
  readonly key: string;
}

const uriPattern = /^([a-z][a-z0-9]*):\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/**
 * The parts of a URI such as `s3://bucket/a/b`; undefined for what is none. The key is as it stands there, unchecked.
 *
 * @example parseUri('s3://platform/latest/pixels.tsv')?.bucket // 'platform'
 */
export function parseUri(text: string): ObjectUri | undefined {
  const [, scheme, bucket, key] = uriPattern.exec(text) ?? [];
  return scheme === undefined || bucket === undefined ? undefined : { scheme, bucket, key: key ?? '' };
}
