import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { checksumOf } from './checksum.ts';
import { until } from './client.ts';
import { statusOf } from './failure.ts';
import { ownAttempts, pause } from './pause.ts';
import type { Place } from './place.ts';
import { uriOf } from './place.ts';

/**
 * An object's pieces. Where the answer breaks off, it goes on from there, as long as the object is the same; what came in
 * several answers is held against S3's checksum of the whole, as the SDK does with what came in one.
 *
 * @throws ObjectStoreError `not-found`; `io` where the object changed on the way, or does not match its checksum; what the
 *   SDK throws, and what the last of several answers broke off with
 */
export async function* getPieces(
  client: S3Client,
  place: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const first = await answer(client, place, { signal });
  const bytes = first.ContentLength ?? 0;
  const checksum = checksumOf(first);
  let body = bodyOf(first, signal);
  let at = 0;
  for (let broken = 0; ;) {
    try {
      for await (const piece of body) {
        at += piece.byteLength;
        broken = 0;
        checksum?.update(piece);
        yield piece;
      }
      if (at === bytes) break;
      throw new Error(`the answer ended after ${at} of ${bytes} bytes`);
    } catch (error) {
      broken += 1;
      // With all bytes there, what failed is the checksum.
      if (signal?.aborted === true || at >= bytes || broken === ownAttempts) throw error;
      await pause(broken, signal);
    }
    body = bodyOf(await answer(client, place, { signal, rest: { from: at, of: first } }), signal);
  }
  if (checksum?.matches() === false) {
    throw new ObjectStoreError('io', `${uriOf(place)} does not match the checksum that S3 has of it: get it again`);
  }
}

/** What is left to get of an object that another answer began. */
interface Rest {
  readonly from: number;
  readonly of: GetObjectCommandOutput;
}

async function answer(
  client: S3Client,
  place: Place,
  { signal, rest }: { signal: AbortSignal | undefined; rest?: Rest },
): Promise<GetObjectCommandOutput> {
  const range = rest && { Range: `bytes=${rest.from}-`, IfMatch: rest.of.ETag };
  try {
    return await client.send(new GetObjectCommand({ ...place, ChecksumMode: 'ENABLED', ...range }), until(signal));
  } catch (error) {
    const status = statusOf(error);
    if (rest !== undefined && (status === 412 || status === 404 || status === 416)) {
      throw new ObjectStoreError('io', `${uriOf(place)} was changed or deleted while it was read: get it again`);
    }
    if (status !== 404 || (error as Error).name === 'NoSuchBucket') throw error;
    throw new ObjectStoreError('not-found', `there is nothing under '${uriOf(place)}'`);
  }
}

function bodyOf({ Body }: GetObjectCommandOutput, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const body = Body as Readable;
  return signal === undefined ? body : addAbortSignal(signal, body);
}
