import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Server } from '@lookalikes/stage-kit/testing';

/**
 * Makes a bucket that nobody else has.
 *
 * @returns its name
 * @example const store = s3Store({ root: `s3://${await freshBucket(server)}` });
 */
export async function freshBucket(server: S3Server): Promise<string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return bucket;
}
