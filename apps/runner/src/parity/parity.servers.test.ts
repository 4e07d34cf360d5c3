import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freshBucket } from '@lookalikes/servers';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { s3Store } from '@lookalikes/store-s3';
import { expect, test } from 'vitest';
import { ParityWorld } from '../../test/parity-world.ts';

test('a legacy in S3 is compared like one in a folder', async () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3Server();
  // What the comparison finds by the SDK's own chain.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  await using world = await ParityWorld.open();
  world.edit('s2', (lines) => lines.slice(5));
  const root = `s3://${await freshBucket(s3Server())}/emr`;
  const bucket = await s3Store({ root, forcePathStyle: true }).open({ root: '.' });
  for (const path of world.paths().filter((name) => statSync(join(world.legacy, name)).isFile())) {
    await bucket.put(path, readFileSync(join(world.legacy, path)));
  }
  const here = await world.compare();
  const there = await world.compare({}, '2026-11-21', `${root}/`);
  expect(there).toEqual({ ...here, legacy: `${root}/` });
  expect(there.segments[1]).toMatchObject({ legacy: 45, ours: 50, jaccard: 0.9 });
});
