import { ObjectStoreError } from '@lookalikes/stage-kit';

/** The system's code of an error, such as `ENOENT`; empty where it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What to throw for an error of the file system: ours as they are, the signal's reason where it aborted, else `io`. */
export function failure(error: unknown, { what, signal }: { what: string; signal: AbortSignal | undefined }): unknown {
  if (error instanceof ObjectStoreError) return error;
  if (signal?.aborted === true) return signal.reason;
  const reason = error instanceof Error ? error.message : String(error);
  return new ObjectStoreError('io', `could not ${what}: ${reason}`, { cause: error });
}
