import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { MetadataError } from './error.ts';
import type { FileName } from './rows.ts';

const unzip = promisify(gunzip);

/** Which object to read, and for whom. */
export interface TextSource {
  readonly file: FileName;
  readonly key: string;
  readonly signal?: AbortSignal;
}

/**
 * The text of one of the two TSVs. What begins as gzip does is unpacked, whatever its name; a byte order mark is left out;
 * bytes that are not UTF-8 become U+FFFD, which no valid row has.
 *
 * @throws MetadataError `input-missing` where there is no such object; `corrupt` where gzip ends early or its checksum is
 *   wrong; what the store throws for anything else
 */
export async function readText(store: ObjectStore, { file, key, signal }: TextSource): Promise<string> {
  const content = await contentOf(store, { file, key, ...(signal ? { signal } : {}) });
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  return new TextDecoder().decode(isGzip ? await unpack(content, store.locate(key)) : content);
}

async function contentOf(store: ObjectStore, { file, key, signal }: TextSource): Promise<Uint8Array> {
  try {
    return await store.get(key, { signal });
  } catch (error) {
    if (!(error instanceof ObjectStoreError && error.code === 'not-found')) throw error;
    throw new MetadataError(
      'input-missing',
      `There is no ${file} TSV at ${store.locate(key)} (key ${key}). Put the platform's file there, or say where it lies in stages.metadata.${file}.key.`,
      { cause: error },
    );
  }
}

async function unpack(content: Uint8Array, place: string): Promise<Uint8Array> {
  try {
    return await unzip(content);
  } catch (error) {
    throw new MetadataError(
      'corrupt',
      `${place} is gzip that cannot be unpacked to its end (${(error as Error).message}): the file was cut short or damaged. Upload it again.`,
      { cause: error },
    );
  }
}
