import { ObjectStoreError, SourceFailure } from '@lookalikes/stage-kit';

/** What an error of the SDK says, besides its name and message. */
interface Answer {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number; readonly requestId?: string };
  readonly code?: unknown;
}

/** The HTTP status of S3's answer; undefined where there was none. */
export const statusOf = (error: unknown): number | undefined => (error as Answer).$metadata?.httpStatusCode;

/** How often the request was tried, by its answer or its error. */
export const attemptsOf = (error: unknown): number => (error as Answer).$metadata?.attempts ?? 1;

/** The name S3 or the SDK gives an error, such as `NoSuchKey`. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** What was being done, and what may have stopped it. */
export interface Doing {
  readonly what: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * What to throw for an error of the SDK: ours as they are, what a stream's source threw, the signal's reason where it
 * aborted, else `io`.
 */
export function failure(error: unknown, { what, signal }: Doing): unknown {
  if (error instanceof ObjectStoreError) return error;
  if (error instanceof SourceFailure) return error.reason;
  if (signal?.aborted === true) return signal.reason;
  const advice = advices.find(([names]) => names.includes(nameOf(error)))?.[1];
  const message = `could not ${what}: ${described(error)}${advice === undefined ? '' : `; ${advice}`}`;
  return new ObjectStoreError('io', message, { cause: bare(error) });
}

const credentials = 'check the credentials that the AWS SDK finds, and what they allow';

const advices: readonly [readonly string[], string][] = [
  [['NoSuchBucket'], 'make the bucket, or name another'],
  [
    ['AccessDenied', 'Forbidden', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'CredentialsProviderError'],
    credentials,
  ],
  [['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'], 'renew the credentials'],
  [
    ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'],
    "name the bucket's region in s3Store",
  ],
  [['RequestTimeTooSkewed'], "set this machine's clock"],
];

function described(error: unknown): string {
  const { message, name } = error instanceof Error ? error : { message: String(error), name: 'Error' };
  const { httpStatusCode, attempts = 1, requestId } = (error as Answer).$metadata ?? {};
  const about = [
    httpStatusCode === undefined ? undefined : `HTTP ${httpStatusCode}`,
    attempts > 1 ? `${attempts} attempts` : undefined,
    requestId === undefined ? undefined : `request ${requestId}`,
  ].filter((part) => part !== undefined);
  return `${name}: ${message}${about.length === 0 ? '' : ` (${about.join(', ')})`}`;
}

/** An error without what the SDK hangs on it: the request and answer, which have credentials and signatures. */
function bare(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as Answer;
  return Object.assign(new Error(error.message), {
    name: error.name,
    stack: error.stack,
    ...(typeof code === 'string' ? { code } : {}),
  });
}
