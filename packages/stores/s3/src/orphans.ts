import type { S3Client } from '@aws-sdk/client-s3';
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { until } from './client.ts';
import { nameOf } from './failure.ts';
import type { Place } from './place.ts';

/** Clocks of S3's machines may differ by so much. */
const slackMs = 5_000;

/** An upload, and how long it took from the first try to begin it to the answer. */
interface Begun {
  readonly UploadId: string | undefined;
  readonly tookMs: number;
  readonly signal: AbortSignal;
}

/**
 * Removes the uploads of a key that were begun by tries whose answer got lost: all but the known one that began while it was
 * being begun. Another process that streams to the same key at that moment would be refused its upload; of two that do,
 * only one can win anyway.
 */
export async function removeOrphans(client: S3Client, place: Place, begun: Begun): Promise<void> {
  const { Bucket, Key } = place;
  const found = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }), until(begun.signal));
  const uploads = (found.Uploads ?? []).filter((upload) => upload.Key === Key);
  const last = uploads.find(({ UploadId }) => UploadId === begun.UploadId)?.Initiated;
  if (last === undefined) return;
  const first = last.getTime() - begun.tookMs - slackMs;
  for (const { UploadId, Initiated } of uploads) {
    if (UploadId === begun.UploadId || Initiated === undefined || Initiated.getTime() < first || Initiated > last)
      continue;
    await abortUpload(client, { ...place, UploadId }, begun.signal);
  }
}

/** Removes an upload with its parts; none there is as good, as the answer to an earlier try may have got lost. */
export async function abortUpload(
  client: S3Client,
  at: Place & { readonly UploadId: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(at), until(signal));
  } catch (error) {
    if (nameOf(error) !== 'NoSuchUpload') throw error;
  }
}
