import { checkKey, ObjectStoreError, parseUri } from '@lookalikes/stage-kit';

/** Where an object lies. */
export interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Where keys start. `prefix` is empty or ends with `/`. */
export interface Root {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Where a root such as `s3://bucket/lookalikes` is.
 *
 * @throws ObjectStoreError `bad-key`
 */
export function rootOf(uri: string): Root {
  const parts = parseUri(uri);
  if (parts?.scheme !== 's3') {
    throw new ObjectStoreError(
      'bad-key',
      `root: '${uri.slice(0, 80)}' is no place in S3; expected s3://bucket or s3://bucket/prefix`,
    );
  }
  const folder = parts.key.replace(/\/$/, '');
  if (folder !== '') checkKey(folder);
  return { bucket: parts.bucket, prefix: folder === '' ? '' : `${folder}/` };
}

/**
 * Where the object of a key or URI lies.
 *
 * @throws ObjectStoreError `bad-key` where it is neither, or a key and there is no root
 */
export function placeOf(root: Root | undefined, key: string): Place {
  const { bucket, prefix, rest } = split(root, key);
  checkKey(rest);
  return { Bucket: bucket, Key: `${prefix}${rest}` };
}

/** What to list for a prefix of keys or URIs. */
export interface Listing {
  readonly Bucket: string;
  readonly Prefix: string;
  /** What a key of the bucket becomes: a key where the prefix was one, a URI where that was one. */
  readonly keyOf: (found: string) => string;
}

/**
 * What to list for a prefix, which may be empty, and may end with `/`.
 *
 * @throws ObjectStoreError `bad-key`
 */
export function listingOf(root: Root | undefined, start: string): Listing {
  const { bucket, prefix, rest, isUri } = split(root, start);
  if (rest !== '') checkKey(rest.replace(/\/$/, ''));
  const keyOf = isUri ? (found: string) => `s3://${bucket}/${found}` : (found: string) => found.slice(prefix.length);
  return { Bucket: bucket, Prefix: `${prefix}${rest}`, keyOf };
}

/** The URI of a place. */
export const uriOf = ({ Bucket, Key }: Place): string => `s3://${Bucket}/${Key}`;

function split(root: Root | undefined, key: string): Root & { readonly rest: string; readonly isUri: boolean } {
  const uri = parseUri(key);
  if (uri?.scheme === 's3') return { bucket: uri.bucket, prefix: '', rest: uri.key, isUri: true };
  if (root !== undefined) return { ...root, rest: key, isUri: false };
  throw new ObjectStoreError(
    'bad-key',
    `${JSON.stringify(key.slice(0, 80))} is no URI such as s3://bucket/key, and s3Store was given no root for keys to start from`,
  );
}
