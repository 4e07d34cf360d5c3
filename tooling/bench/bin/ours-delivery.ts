import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import { files } from '@lookalikes/schema';
import { cache, freshBucket, startS3 } from '@lookalikes/servers';
import type { ObjectStore, Stage, StageOptions, StoreAdapter } from '@lookalikes/stage-kit';
import { byScheme, createLog, runStages } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { s3Store } from '@lookalikes/store-s3';
import { sync } from '@lookalikes/sync';
import { z } from 'zod';
import { givenAudiences, mappingFile, writeMapping } from '../src/delivery/given-audience.ts';
import type { DeliveryAnswer } from '../src/delivery/job.ts';
import { DeliveryJob, stageMemory } from '../src/delivery/job.ts';
import { deliveryLines } from '../src/delivery/lines.ts';

// Files for the DSP in a real S3 server on the same machine: lines packed and sent as they are made; or the whole sync stage,
// from an audience and a mapping in DuckDB to its files and manifest.

const ManifestFile = z.object({ key: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() });

/** What lies in the store, and how long it took to come there. */
interface Delivered {
  readonly seconds: number;
  readonly rows: number;
  readonly files: readonly { readonly key: string; readonly bytes: number; readonly sha256: string }[];
}

/** Where `sync` delivers to. */
interface Place {
  readonly bucket: string;
  readonly store: StoreAdapter;
}

const runDate = '2026-11-21';
const job = DeliveryJob.parse(JSON.parse(process.argv[2]!));
if (job.step === 'give') {
  await writeMapping(job.root, job.lines);
  await run(givenAudiences(job.lines), { store: fileStore({ root: 'objects' }), memoryLimit: '1GB', stages: {} });
} else {
  const s3 = await startS3(cache);
  try {
    const { endpoint, region, accessKeyId, secretAccessKey } = s3.server;
    const bucket = `s3://${await freshBucket(s3.server)}`;
    const place = { bucket, store: s3Store({ endpoint, region, credentials: { accessKeyId, secretAccessKey } }) };
    const opened = await place.store.open({ root: '.' });
    const delivered = await (job.step === 'pack' ? pack(opened, bucket) : deliver(opened, place));
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    await check(opened, delivered);
    console.log(JSON.stringify({ seconds: delivered.seconds, peakBytes } satisfies z.infer<typeof DeliveryAnswer>));
  } finally {
    await s3.stop();
    if (job.step === 'sync') rmSync(job.root, { recursive: true });
  }
}

/** Packs made-up lines into one object. */
async function pack(store: ObjectStore, bucket: string): Promise<Delivered> {
  const key = `${bucket}/part-00000.tsv.gz`;
  const started = performance.now();
  const packed = createGzip({ level: 6 });
  // An error of the lines ends `packed` with it, and so is thrown where that is read.
  pipeline(Readable.from(deliveryLines(job.lines), { objectMode: false }), packed, () => {});
  const stored = await store.putStream(key, packed);
  return { seconds: (performance.now() - started) / 1000, rows: job.lines, files: [{ key, ...stored }] };
}

/** Runs the stage on what `give` left, as a night does. */
async function deliver(store: ObjectStore, { bucket, store: s3 }: Place): Promise<Delivered> {
  const manifestKey = `${bucket}/{region}/{run_date}/manifest.json`;
  const key = `${bucket}/{region}/{run_date}/{segment_id}/part-{part}.tsv.gz`;
  const seconds = await run(sync, {
    store: byScheme(fileStore({ root: 'objects' }), { s3 }),
    memoryLimit: stageMemory,
    stages: { sync: { preset: 'xandr', mode: 'delta', key, manifestKey } },
  });
  const text = new TextDecoder().decode(await store.get(`${bucket}/amer/${runDate}/manifest.json`));
  const { files: found } = z.object({ files: z.array(ManifestFile) }).parse(JSON.parse(text));
  return { seconds, rows: found.reduce((sum, { rows }) => sum + rows, 0), files: found };
}

/** Reads every object back, and holds it against what was said of it. */
async function check(store: ObjectStore, { rows, files: found }: Delivered): Promise<void> {
  if (rows !== job.lines) throw new Error(`${rows} lines were delivered`);
  for (const { key, bytes, sha256 } of found) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of store.getStream(key)) {
      hash.update(piece);
      size += piece.byteLength;
    }
    if (size !== bytes || hash.digest('hex') !== sha256) throw new Error('what lies in the store is not what was sent');
    console.error(`${bytes} bytes packed, sha256 ${sha256}, as it lies in the store`);
  }
}

/** Runs one stage of a night. @returns its seconds */
async function run(
  stage: Stage,
  of: { store: StoreAdapter; memoryLimit: string; stages: StageOptions },
): Promise<number> {
  const { record, error } = await runStages([{ stage, after: [] }], {
    region: 'amer',
    runDate,
    root: job.root,
    config: {
      engine: () => duckdb({ path: 'bench.duckdb', threads: 2, memoryLimit: of.memoryLimit }),
      store: of.store,
      regions: ['amer'],
      inputs: { mapping: files(mappingFile) },
      stages: { ...of.stages },
    },
    log: createLog('none'),
    signal: new AbortController().signal,
  });
  if (error !== undefined) throw new Error(`${stage.name} failed`, { cause: error });
  return record.stages[0]?.seconds ?? 0;
}
