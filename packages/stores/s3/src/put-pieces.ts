import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from '@lookalikes/stage-kit';
import { untilAborted } from '@lookalikes/stage-kit';
import { partsOf } from './parts.ts';
import type { Place } from './place.ts';
import { putWhole } from './put-whole.ts';
import { Upload } from './upload.ts';

/** A stream to put, and how. */
export interface Stream {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly partBytes: number;
  readonly partsAtOnce: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Puts a stream: in one request where it is no longer than a part, else as a multipart upload, which S3 shows when it is
 * whole. An upload that fails or is aborted is removed.
 *
 * @throws what the source throws, in a SourceFailure; the signal's reason; what the SDK throws
 */
export async function putPieces(client: S3Client, place: Place, stream: Stream): Promise<StoredObject> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(stream.signal ? [stream.signal] : [])]);
  const hash = createHash('sha256');
  let [bytes, crc] = [0, 0];
  const onPiece = (piece: Uint8Array) => {
    hash.update(piece);
    crc = crc32(piece, crc);
    bytes += piece.byteLength;
  };
  const parts = partsOf(untilAborted(stream.pieces, signal), { partBytes: stream.partBytes, onPiece });
  let upload: Upload | undefined;
  try {
    for await (const part of parts) {
      if (upload === undefined && part.bytes.byteLength < stream.partBytes) {
        await putWhole(client, place, { body: part.bytes, ifNoneMatch: false, signal });
        break;
      }
      upload ??= await Upload.start(client, place, { partsAtOnce: stream.partsAtOnce, failed, signal });
      await upload.send(part);
    }
    await upload?.complete({ bytes, crc });
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    failed.abort(error);
    await upload?.remove();
    throw error;
  }
}
