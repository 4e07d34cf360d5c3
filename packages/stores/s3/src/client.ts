import { S3Client } from '@aws-sdk/client-s3';
import { countRetry } from '@lookalikes/stage-kit';
import { attemptsOf } from './failure.ts';
import type { S3Options } from './options.ts';

/** The SDK's client, with the SDK's own retries: full jitter, throttling waits longer, a budget for all requests together. */
export function clientOf({ region, endpoint, forcePathStyle, credentials, attempts = 8 }: S3Options): S3Client {
  const client = new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    maxAttempts: attempts,
    retryMode: 'standard',
    // A connection that says nothing for a minute is given up, and the request tried again.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        const answer = await next(request);
        count(answer.output);
        return answer;
      } catch (error) {
        count(error);
        throw error;
      }
    },
    { step: 'initialize', name: 'countRetries' },
  );
  return client;
}

/** Counts what the SDK has tried again, once a request is over. */
function count(answer: unknown): void {
  const again = attemptsOf(answer) - 1;
  if (again > 0) countRetry('s3', again);
}

/** The options of a call that a signal stops. */
export const until = (signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
