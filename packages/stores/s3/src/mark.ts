import type { S3Client } from '@aws-sdk/client-s3';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { until } from './client.ts';
import { statusOf } from './failure.ts';
import type { Place } from './place.ts';

const name = 'lookalikes-put';

/** The metadata by which a put knows its own work. */
export const marked = (mark: string): Record<string, string> => ({ [name]: mark });

/** Whether the object there was made by the put of a mark. */
export async function isMarked(
  client: S3Client,
  place: Place,
  { mark, signal }: { mark: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    const { Metadata } = await client.send(new HeadObjectCommand(place), until(signal));
    return Metadata?.[name] === mark;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}
