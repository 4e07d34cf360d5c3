import { createHash, randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { until } from './client.ts';
import { attemptsOf, statusOf } from './failure.ts';
import { isMarked, marked } from './mark.ts';
import { ownAttempts, pause } from './pause.ts';
import type { Place } from './place.ts';
import { uriOf } from './place.ts';

/** What is put, and how. */
export interface Content {
  readonly body: Uint8Array;
  /** Only where there is nothing yet. */
  readonly ifNoneMatch: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Puts an object in one request, whose sha256 S3 checks.
 *
 * A condition can fail because of ourselves: where the answer to a put got lost, the next attempt finds what the first one
 * made (412); or no attempt is answered, and the object is there. Each put therefore leaves a mark of its own in the object's metadata, by which it knows its own work. S3
 * answers 409 where two puts met, and neither of them may have won: it is tried again.
 *
 * @throws ObjectStoreError `exists`; what the SDK throws
 */
export async function putWhole(client: S3Client, place: Place, { body, ifNoneMatch, signal }: Content): Promise<void> {
  const mark = randomUUID();
  const command = {
    ...place,
    Body: body,
    ContentLength: body.byteLength,
    ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
    ...(ifNoneMatch ? { IfNoneMatch: '*', Metadata: marked(mark) } : {}),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new PutObjectCommand(command), until(signal));
      return;
    } catch (error) {
      if (!ifNoneMatch) throw error;
      if (statusOf(error) === 409 && attempt < ownAttempts) {
        await pause(attempt, signal);
        continue;
      }
      const isRefused = statusOf(error) === 412;
      const isFirst = attempt === 1 && attemptsOf(error) === 1;
      const mayBeOurs = isRefused ? !isFirst : isUnclear(error);
      if (mayBeOurs && (await isMarked(client, place, { mark, signal }))) return;
      if (!isRefused) throw error;
      throw new ObjectStoreError('exists', `there is an object under '${uriOf(place)}' already`);
    }
  }
}

/** Whether a put that failed may have been carried out: no answer came, or one that S3 failed to give. */
const isUnclear = (error: unknown): boolean => (statusOf(error) ?? 500) >= 500;
