import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { cache, freshBucket, startS3 } from '@lookalikes/servers';
import { s3Store } from '@lookalikes/store-s3';
import type { z } from 'zod';
import type { DeliveryAnswer } from '../src/delivery/job.ts';
import { DeliveryJob } from '../src/delivery/job.ts';
import { deliveryLines } from '../src/delivery/lines.ts';

// A file for the DSP from lines to an object in a real S3 server on the same machine: packed and sent as it is made.

const { lines } = DeliveryJob.parse(JSON.parse(process.argv[2]!));
const s3 = await startS3(cache);
try {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3.server;
  const credentials = { accessKeyId, secretAccessKey };
  const root = `s3://${await freshBucket(s3.server)}`;
  const store = await s3Store({ root, endpoint, region, credentials }).open({ root: '.' });
  const started = performance.now();
  const packed = createGzip({ level: 6 });
  // An error of the lines ends `packed` with it, and so is thrown where that is read.
  pipeline(Readable.from(deliveryLines(lines), { objectMode: false }), packed, () => {});
  const { bytes, sha256 } = await store.putStream('part-00000.tsv.gz', packed);
  const seconds = (performance.now() - started) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const hash = createHash('sha256');
  let found = 0;
  for await (const piece of store.getStream('part-00000.tsv.gz')) {
    hash.update(piece);
    found += piece.byteLength;
  }
  if (found !== bytes || hash.digest('hex') !== sha256) throw new Error('what lies in the store is not what was sent');
  console.error(`${lines} lines, ${bytes} bytes packed, sha256 ${sha256}, as it lies in the store`);
  console.log(JSON.stringify({ seconds, peakBytes } satisfies z.infer<typeof DeliveryAnswer>));
} finally {
  await s3.stop();
}
