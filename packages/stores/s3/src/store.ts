import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Cancel, ObjectInfo, ObjectStore, StoreAdapter, StoredObject } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { clientOf, until } from './client.ts';
import type { Doing } from './failure.ts';
import { failure, statusOf } from './failure.ts';
import { getPieces } from './get-pieces.ts';
import { listPlaces } from './list-places.ts';
import type { S3Options } from './options.ts';
import type { Place, Root } from './place.ts';
import { listingOf, placeOf, rootOf, uriOf } from './place.ts';
import { putPieces } from './put-pieces.ts';
import { putWhole } from './put-whole.ts';

/** S3 takes no smaller part. */
const leastPartBytes = 5 * 2 ** 20;

/**
 * The ObjectStore port on S3, or on a server that speaks its protocol. A key lies under the root; a URI such as
 * `s3://bucket/key` stands for itself in every call.
 *
 * @throws ObjectStoreError from `open`: `bad-key` where the root is no place in S3
 * @example const store = await s3Store({ root: 's3://bucket/lookalikes', region: 'eu-west-1' }).open({ root: '.' });
 */
export function s3Store(options: S3Options = {}): StoreAdapter {
  return { name: 's3', open: async () => new S3Store(options) };
}

class S3Store implements ObjectStore {
  readonly name = 's3';
  readonly #client: S3Client;
  readonly #root: Root | undefined;
  readonly #parts: { readonly partBytes: number; readonly partsAtOnce: number };

  constructor(options: S3Options) {
    const { root, partBytes = 8 * 2 ** 20, partsAtOnce = 3 } = options;
    if (!(partBytes >= leastPartBytes)) {
      throw new ObjectStoreError(
        'io',
        `partBytes: found ${partBytes}, expected ${leastPartBytes} or more, as S3 wants it`,
      );
    }
    this.#root = root === undefined ? undefined : rootOf(root);
    this.#parts = { partBytes, partsAtOnce };
    this.#client = clientOf(options);
  }

  async get(key: string, { signal }: Cancel = {}): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.getStream(key, { signal })) pieces.push(piece);
    return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
  }

  async *getStream(key: string, { signal }: Cancel = {}): AsyncGenerator<Uint8Array> {
    const place = placeOf(this.#root, key);
    try {
      signal?.throwIfAborted();
      yield* getPieces(this.#client, place, signal);
    } catch (error) {
      throw failure(error, { what: `get '${uriOf(place)}'`, signal });
    }
  }

  async put(
    key: string,
    content: Uint8Array | string,
    { ifNoneMatch = false, signal }: Cancel & { readonly ifNoneMatch?: boolean } = {},
  ): Promise<void> {
    const place = placeOf(this.#root, key);
    const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await guarded({ what: `put '${uriOf(place)}'`, signal }, () =>
      putWhole(this.#client, place, { body, ifNoneMatch, signal }),
    );
  }

  async putStream(key: string, pieces: AsyncIterable<Uint8Array>, { signal }: Cancel = {}): Promise<StoredObject> {
    const place = placeOf(this.#root, key);
    return guarded({ what: `put '${uriOf(place)}'`, signal }, () =>
      putPieces(this.#client, place, { pieces, signal, ...this.#parts }),
    );
  }

  async *list(prefix: string, { signal }: Cancel = {}): AsyncGenerator<ObjectInfo> {
    const listing = listingOf(this.#root, prefix);
    const place = { Bucket: listing.Bucket, Key: listing.Prefix };
    try {
      signal?.throwIfAborted();
      yield* listPlaces(this.#client, listing, signal);
    } catch (error) {
      throw failure(error, { what: `list '${uriOf(place)}'`, signal });
    }
  }

  async head(key: string, { signal }: Cancel = {}): Promise<ObjectInfo | undefined> {
    const place = placeOf(this.#root, key);
    return guarded({ what: `look at '${uriOf(place)}'`, signal }, () => this.#infoOf(key, place, signal));
  }

  async #infoOf(key: string, place: Place, signal: AbortSignal | undefined): Promise<ObjectInfo | undefined> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(place), until(signal));
      const { ContentLength, ETag } = found;
      return { key, bytes: ContentLength ?? 0, ...(ETag === undefined ? {} : { version: ETag }) };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async delete(key: string, { signal }: Cancel = {}): Promise<void> {
    const place = placeOf(this.#root, key);
    await guarded({ what: `delete '${uriOf(place)}'`, signal }, async () => {
      await this.#client.send(new DeleteObjectCommand(place), until(signal));
    });
  }

  locate(key: string): string {
    return uriOf(placeOf(this.#root, key));
  }
}

async function guarded<T>(doing: Doing, work: () => Promise<T>): Promise<T> {
  doing.signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    throw failure(error, doing);
  }
}
