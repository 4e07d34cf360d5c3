import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshBucket } from '@lookalikes/servers';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { s3Store } from '@lookalikes/store-s3';
import { beforeAll, expect, it } from 'vitest';
import { lookalikes } from '../test/lookalikes.ts';
import { configText, newFolder, smallWorld, sums } from '../test/world.ts';

const regions = "regions: ['amer'],";
const tsvs = ['pixels', 'segments'].map((name) => `production_lookalike_${name}.tsv`);

let bucket = '';
let store: ObjectStore;
let world = '';
let expected: Record<string, string>;

beforeAll(async () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3Server();
  // What the command finds by the SDK's own chain.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  bucket = await freshBucket(s3Server());
  store = await s3Store({ root: `s3://${bucket}`, forcePathStyle: true }).open({ root: '.' });
  world = await smallWorld();
  for (const entry of readdirSync(join(world, 'inputs'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await store.put(`reservoir/${path.slice(join(world, 'inputs/').length)}`, readFileSync(path));
  }
  for (const name of tsvs) {
    const content = readFileSync(join(world, 'objects/lookalikes/latest', name));
    for (const place of ['platform', 'night/lookalikes/latest']) await store.put(`${place}/${name}`, content);
  }
  writeFileSync(join(world, 'lookalikes.config.ts'), configText({ regions }));
  await run(world);
  expected = sums(join(world, 'objects/lookalikes/amer'));
}, 240_000);

async function run(folder: string): Promise<void> {
  const { status, stderr } = await lookalikes(['run', '--date', '2026-11-21'], folder);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
}

/** A folder with nothing but the world's config, changed. */
function elsewhere(change: (text: string) => string): string {
  const folder = newFolder();
  const text = configText({ regions })
    .replace("'@lookalikes/store-file';", "'@lookalikes/store-file';\nimport { s3Store } from '@lookalikes/store-s3';")
    .replace('threads: 1 }', 'threads: 1, objects: s3Store({ forcePathStyle: true }) }')
    .replaceAll("files('inputs/", `files('s3://${bucket}/reservoir/`);
  writeFileSync(join(folder, 'lookalikes.config.ts'), change(text));
  return folder;
}

async function sumsIn(prefix: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.list(prefix)) {
    found[key.slice(prefix.length)] = createHash('sha256')
      .update(await store.get(key))
      .digest('hex');
  }
  return found;
}

it('delivers the same bytes with everything in S3 as with everything in folders', async () => {
  const night = `s3Store({ root: 's3://${bucket}/night', forcePathStyle: true })`;
  await run(elsewhere((text) => text.replace("fileStore({ root: 'objects' })", night)));
  expect(Object.keys(expected).filter((path) => path.endsWith('.tsv.gz')).length).toBeGreaterThan(3);
  expect(await sumsIn('night/lookalikes/amer')).toEqual(expected);
}, 240_000);

it('delivers the same bytes with the night in a folder, its inputs, TSVs and deliveries in S3', async () => {
  const both = "byScheme(fileStore({ root: 'objects' }), { s3: s3Store({ forcePathStyle: true }) })";
  const [pixels, segments] = tsvs.map((name) => `{ key: 's3://${bucket}/platform/${name}' }`);
  const drop = `s3://${bucket}/drop/{region}/{run_date}`;
  const stages = `stages: {
    metadata: { pixels: ${pixels}, segments: ${segments} },
    sync: { key: '${drop}/{segment_id}/part-{part}.tsv.gz', manifestKey: '${drop}/manifest.json' },`;
  const folder = elsewhere((text) =>
    text
      .replace('defineConfig, files', 'byScheme, defineConfig, files')
      .replace("fileStore({ root: 'objects' })", both)
      .replace('stages: {', stages),
  );
  await run(folder);
  const isDelivery = (path: string) => path.endsWith('.tsv.gz') && path.includes('/part-');
  const deliveries = Object.entries(expected).filter(([path]) => isDelivery(path));
  const found = Object.entries(await sumsIn('drop/amer')).filter(([path]) => isDelivery(path));
  expect(found).toEqual(deliveries);
  expect(Object.keys(sums(join(folder, 'objects'))).filter(isDelivery)).toEqual([]);
  const { status, stdout } = await lookalikes(['doctor'], folder);
  expect([status, stdout]).toEqual([0, expect.stringContaining(`s3://${bucket}/platform/${tsvs[0]}`)]);
}, 240_000);
