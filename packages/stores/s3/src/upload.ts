import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { crcText } from './checksum.ts';
import { attemptsOf, nameOf } from './failure.ts';
import { isMarked, marked } from './mark.ts';
import { abortUpload, removeOrphans } from './orphans.ts';
import type { Part } from './parts.ts';
import { ownAttempts, pause } from './pause.ts';
import type { Place } from './place.ts';
import { uriOf } from './place.ts';

/** What S3 allows. */
const maxParts = 10_000;

/** How long the removal of an upload may take. */
const removalMs = 60_000;

interface Sending {
  readonly partsAtOnce: number;
  /** Aborted with the error of the first part that fails, so that the others and the source stop. */
  readonly failed: AbortController;
  readonly signal: AbortSignal;
}

/**
 * A multipart upload. S3 checks the CRC-32 of each part and, in the end, of the whole object.
 */
export class Upload {
  readonly #client: S3Client;
  readonly #at: Place & { readonly UploadId: string | undefined };
  readonly #mark: string;
  readonly #sending: Sending;
  readonly #done: CompletedPart[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #parts = 0;

  private constructor(
    client: S3Client,
    at: Place & { UploadId: string | undefined },
    told: Sending & { mark: string },
  ) {
    this.#client = client;
    this.#at = at;
    this.#mark = told.mark;
    this.#sending = told;
  }

  static async start(client: S3Client, place: Place, sending: Sending): Promise<Upload> {
    const mark = randomUUID();
    const began = performance.now();
    const { UploadId, $metadata } = await client.send(
      new CreateMultipartUploadCommand({
        ...place,
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
        Metadata: marked(mark),
      }),
      { abortSignal: sending.signal },
    );
    const upload = new Upload(client, { ...place, UploadId }, { ...sending, mark });
    if (attemptsOf({ $metadata }) > 1) {
      const begun = { UploadId, tookMs: performance.now() - began, signal: sending.signal };
      await removeOrphans(client, place, begun).catch((error: unknown) => {
        warn(`unfinished uploads of '${uriOf(place)}' may be left`, error);
      });
    }
    return upload;
  }

  /** Sends a part; comes back when there is room for the next one. */
  async send(part: Part): Promise<void> {
    this.#parts += 1;
    if (this.#parts > maxParts) {
      throw new ObjectStoreError(
        'io',
        `'${uriOf(this.#at)}' has more than ${maxParts} parts: give s3Store a larger partBytes`,
      );
    }
    const sent = this.#sendPart(part, this.#parts)
      .catch((error: unknown) => this.#sending.failed.abort(error))
      .finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
    if (this.#inFlight.size >= this.#sending.partsAtOnce) await Promise.race(this.#inFlight);
    this.#sending.signal.throwIfAborted();
  }

  async #sendPart({ bytes, giveBack }: Part, PartNumber: number): Promise<void> {
    const ChecksumCRC32 = crcText(crc32(bytes));
    const { ETag } = await this.#client.send(
      new UploadPartCommand({ ...this.#at, PartNumber, Body: bytes, ContentLength: bytes.byteLength, ChecksumCRC32 }),
      { abortSignal: this.#sending.signal },
    );
    this.#done.push({ PartNumber, ETag, ChecksumCRC32 });
    giveBack();
  }

  /** Makes the parts one object, which S3 holds against the length and checksum of the whole. */
  async complete({ bytes, crc }: { bytes: number; crc: number }): Promise<void> {
    const { signal } = this.#sending;
    await Promise.all(this.#inFlight);
    signal.throwIfAborted();
    const command = {
      ...this.#at,
      MultipartUpload: { Parts: this.#done.toSorted((a, b) => Number(a.PartNumber) - Number(b.PartNumber)) },
      ChecksumType: 'FULL_OBJECT' as const,
      ChecksumCRC32: crcText(crc),
      MpuObjectSize: bytes,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.send(new CompleteMultipartUploadCommand(command), { abortSignal: signal });
        return;
      } catch (error) {
        const isFirst = attempt === 1 && attemptsOf(error) === 1;
        // The answer to an earlier attempt got lost, and there is nothing left to complete.
        if (!isFirst && nameOf(error) === 'NoSuchUpload' && (await this.#isThere())) return;
        // S3 may answer 200 and fail while it sends the rest of the answer; the SDK does not try that again.
        if (nameOf(error) !== 'InternalError' || attempt === ownAttempts) throw error;
        await pause(attempt, signal);
      }
    }
  }

  #isThere(): Promise<boolean> {
    return isMarked(this.#client, this.#at, { mark: this.#mark, signal: this.#sending.signal });
  }

  /** Removes what was sent. Where that fails, a warning says what remains: the error that led here matters more. */
  async remove(): Promise<void> {
    await Promise.all(this.#inFlight);
    try {
      await abortUpload(this.#client, this.#at, AbortSignal.timeout(removalMs));
    } catch (error) {
      warn(`the unfinished upload ${this.#at.UploadId} of '${uriOf(this.#at)}' could not be removed`, error);
    }
  }
}

function warn(what: string, error: unknown): void {
  process.emitWarning(
    `${what} (${nameOf(error)}): unfinished uploads are paid for until they are removed, by hand or by a lifecycle rule of the bucket`,
    { code: 'LOOKALIKES_S3_UPLOAD_REMAINS' },
  );
}
