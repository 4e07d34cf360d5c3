import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { s3Server } from '@lookalikes/stage-kit/testing';
import type { S3Options } from '../src/index.ts';
import { s3Store } from '../src/index.ts';

/** What the SDK needs to speak to the server of this run, at another endpoint where one is given. */
export function access(endpoint?: string): Required<Pick<S3Options, 'endpoint' | 'region' | 'credentials'>> {
  const { accessKeyId, secretAccessKey, ...server } = s3Server();
  return {
    endpoint: endpoint ?? server.endpoint,
    region: server.region,
    credentials: { accessKeyId, secretAccessKey },
  };
}

/** A client of the server, to look behind the store. */
export const client = (): S3Client => new S3Client({ ...access(), forcePathStyle: true });

/** Makes a bucket that nobody else has. */
export async function freshBucket(): Promise<string> {
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  await client().send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}

/** A store on the server. */
export const storeIn = (root: string, options: S3Options = {}): Promise<ObjectStore> =>
  s3Store({ ...access(), ...options, root }).open({ root: '.' });
