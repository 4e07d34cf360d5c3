import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileStore } from '@lookalikes/store-file';
import { s3Store } from '@lookalikes/store-s3';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { parseUri } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/**
 * Opens the place the legacy's outputs lie in.
 *
 * @param uri - a folder, `file:///…`, or `s3://bucket/prefix` with the AWS SDK's own credentials; another server than AWS
 *   by `AWS_ENDPOINT_URL`, as the SDK has it, with the bucket in the path
 * @throws RunnerError `usage` where it is none of these, or there is no such folder
 * @example const store = await openLegacy('s3://legacy-bucket/lookalikes');
 */
export async function openLegacy(uri: string): Promise<ObjectStore> {
  if (parseUri(uri)?.scheme === 's3') {
    const forcePathStyle = process.env['AWS_ENDPOINT_URL'] !== undefined;
    return s3Store({ root: uri.replace(/\/+$/, ''), forcePathStyle }).open({ root: '.' });
  }
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1];
  if (scheme !== undefined && scheme !== 'file') {
    throw new RunnerError('usage', `--legacy ${uri}: expected a folder or s3://bucket/prefix, found ${scheme}://`);
  }
  const folder = scheme === 'file' ? fileURLToPath(uri) : uri;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new RunnerError('usage', `--legacy ${uri}: there is no such folder`);
  }
  return fileStore({ root: folder }).open({ root: '.' });
}
