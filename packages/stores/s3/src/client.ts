import { S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from './options.ts';

/** The SDK's client, with the SDK's own retries: full jitter, throttling waits longer, a budget for all requests together. */
export function clientOf({ region, endpoint, forcePathStyle, credentials, attempts = 8 }: S3Options): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    maxAttempts: attempts,
    retryMode: 'standard',
    // A connection that says nothing for a minute is given up, and the request tried again.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
}

/** The options of a call that a signal stops. */
export const until = (signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
