import type { S3Client } from '@aws-sdk/client-s3';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '@lookalikes/stage-kit';
import { until } from './client.ts';
import type { Listing } from './place.ts';

/** The objects of a listing, by key, a page of a thousand at a time. What ends with `/` stands for a folder and is left out. */
export async function* listPlaces(
  client: S3Client,
  { Bucket, Prefix, keyOf }: Listing,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectInfo> {
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: next }),
      until(signal),
    );
    for (const { Key, Size, ETag } of page.Contents ?? []) {
      if (Key === undefined || Key.endsWith('/')) continue;
      yield { key: keyOf(Key), bytes: Size ?? 0, ...(ETag === undefined ? {} : { version: ETag }) };
    }
    next = page.NextContinuationToken;
  } while (next !== undefined);
}
