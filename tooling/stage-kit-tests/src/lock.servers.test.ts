import { freshBucket } from '@lookalikes/servers';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { RegionLock } from '@lookalikes/stage-kit';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { s3Store } from '@lookalikes/store-s3';
import { expect, test } from 'vitest';
import { keysOf } from './world.ts';

const bucket = await freshBucket(s3Server());

const open = (): Promise<ObjectStore> => {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3Server();
  const credentials = { accessKeyId, secretAccessKey };
  return s3Store({ root: `s3://${bucket}/night`, endpoint, region, credentials }).open({ root: '.' });
};

test('in S3, of twenty at once exactly one gets a region, and the next one when it is let go', async () => {
  // A connection of its own each, as processes have.
  const stores = await Promise.all(Array.from({ length: 20 }, open));
  for (const fence of [1, 2]) {
    const results = await Promise.allSettled(
      stores.map((store) => RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' })),
    );
    const [lock, ...others] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect([lock?.fence, others]).toEqual([fence, []]);
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['lock-held']));
    await lock?.check();
    await lock?.release();
  }
  expect(await keysOf(await open(), 'locks/')).toEqual(['locks/amer/00000002.json', 'locks/amer/00000002.released']);
});
