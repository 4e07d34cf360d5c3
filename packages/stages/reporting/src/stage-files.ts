import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { ReportingError } from './error.ts';
import { isS3Uri } from './statements.ts';

/** Where a report's files are staged. */
export interface StagingOf {
  readonly store: ObjectStore;
  /** The key of a part or the manifest by its name. */
  readonly keyOf: (part: string) => string;
  readonly signal: AbortSignal;
  /** Told of every key before something is put there, so that it can be removed whatever happens. */
  readonly onKey: (key: string) => void;
  /** How much text a part holds at least, but for the last. */
  readonly partBytes?: number;
}

/** Some 10 MB of gzip, several to each slice of a cluster. */
const usualBytes = 64 * 1024 * 1024;

/**
 * Puts pieces of lines into the object store as gzipped parts and a manifest that lists them. A piece is never split, so no
 * line is.
 *
 * @returns the URI of the manifest; undefined where there is no piece
 * @throws ReportingError `staging` where the store is none of S3
 */
export async function stageFiles(pieces: AsyncIterable<Uint8Array>, of: StagingOf): Promise<string | undefined> {
  const manifest = uriOf('manifest.json', of);
  const split = new Split(pieces, of.partBytes ?? usualBytes);
  const urls: string[] = [];
  try {
    while (await split.hasMore()) {
      const name = `part-${String(urls.length).padStart(5, '0')}.json.gz`;
      const gzip = createGzip({ level: constants.Z_BEST_SPEED });
      const zipped = Readable.from(split.part(), { objectMode: false }).compose(gzip) as AsyncIterable<Uint8Array>;
      of.onKey(of.keyOf(name));
      await of.store.putStream(of.keyOf(name), zipped, { signal: of.signal });
      urls.push(uriOf(name, of));
    }
  } finally {
    await split.close();
  }
  if (urls.length === 0) return undefined;
  const entries = urls.map((url) => ({ url, mandatory: true }));
  of.onKey(of.keyOf('manifest.json'));
  await of.store.put(of.keyOf('manifest.json'), JSON.stringify({ entries }), { signal: of.signal });
  return manifest;
}

/** One stream of pieces as several, one after the other. */
class Split {
  readonly #source: AsyncIterator<Uint8Array, unknown>;
  readonly #bytes: number;
  #next: Promise<IteratorResult<Uint8Array, unknown>> | undefined;

  constructor(pieces: AsyncIterable<Uint8Array>, bytes: number) {
    this.#source = pieces[Symbol.asyncIterator]();
    this.#bytes = bytes;
  }

  async hasMore(): Promise<boolean> {
    return (await this.#peek()).done !== true;
  }

  async *part(): AsyncGenerator<Uint8Array> {
    for (let bytes = 0; bytes < this.#bytes;) {
      const next = await this.#peek();
      if (next.done === true) return;
      this.#next = undefined;
      bytes += next.value.length;
      yield next.value;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #peek(): Promise<IteratorResult<Uint8Array, unknown>> {
    this.#next ??= this.#source.next();
    return this.#next;
  }
}

function uriOf(name: string, { store, keyOf }: StagingOf): string {
  const place = store.locate(keyOf(name));
  if (isS3Uri(place)) return place;
  throw new ReportingError(
    'staging',
    `Redshift reads from S3, and the object store is ${store.name}: a file would lie at ${place}. Give the config a store in S3, or send the reports elsewhere.`,
  );
}
