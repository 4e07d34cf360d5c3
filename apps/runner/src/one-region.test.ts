import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { beforeAll, expect, it } from 'vitest';
import type { Deaths } from '../test/kill/dying-store.ts';
import { start } from '../test/lookalikes.ts';
import { configText, newFolder, smallWorld, sums } from '../test/world.ts';

// One region fails, in each way in which a region can; the other leaves the very bytes that it leaves when both do well.

const night = '2026-11-21';
const dyingStore = fileURLToPath(new URL('../test/kill/dying-store.ts', import.meta.url));

/** The usual config, with a store that ends its process where it is told to. */
const config = configText()
  .replace('import { fileStore }', `import { dying } from ${JSON.stringify(dyingStore)};\nimport { fileStore }`)
  .replace(
    "fileStore({ root: 'objects' })",
    "dying(fileStore({ root: 'objects' }), JSON.parse(process.env.DEATHS ?? '{}'))",
  );

let inputs = '';
let expected: Record<string, string> = {};

beforeAll(async () => {
  inputs = await smallWorld();
  writeFileSync(join(inputs, 'lookalikes.config.ts'), config);
  expected = (await run(fresh())).left;
}, 480_000);

function fresh(): string {
  const to = newFolder();
  cpSync(inputs, to, { recursive: true });
  return to;
}

/** Runs the night of both regions, and gives what the other one left for others: deliveries, reports and models. */
async function run(world: string, deaths: Deaths = {}) {
  const { status, stderr } = await start(['run', '--date', night, '--log', 'plain'], world, {
    DEATHS: JSON.stringify(deaths),
  }).ended;
  const left = ['lookalikes', 'models'].flatMap((folder) =>
    Object.entries(sums(join(world, 'objects', folder, 'emeaApac'))).map(
      ([path, sum]) => [folder + path, sum] as const,
    ),
  );
  return { status, stderr, left: Object.fromEntries(left) };
}

const put = (world: string, path: string, content: string): void => {
  mkdirSync(dirname(join(world, path)), { recursive: true });
  writeFileSync(join(world, path), content);
};

/** Turns a byte in the middle of every mapping file of a region into another. */
function damage(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.parquet'))) {
    const content = readFileSync(join(folder, name));
    const middle = content.length >> 1;
    content[middle] = content[middle]! ^ 1;
    writeFileSync(join(folder, name), content);
  }
}

const changeConfig = (world: string, from: string, to: string): void => {
  expect(config).toContain(from);
  writeFileSync(join(world, 'lookalikes.config.ts'), config.replace(from, to));
};

it('delivers something', () => {
  expect(Object.keys(expected).filter((path) => path.endsWith('.tsv.gz')).length).toBeGreaterThan(1);
});

it.each([
  ['its database is none', (world: string) => put(world, '.lookalikes/amer.duckdb', 'x'.repeat(9000)), /amer\.duckdb/],
  ['a mapping file is damaged', (world: string) => damage(join(world, 'inputs/mapping/amer')), /SHA256SUMS/],
  [
    'its memory runs out',
    (world: string) => changeConfig(world, "memoryLimit: '512MB'", "memoryLimit: region === 'amer' ? '8MB' : '512MB'"),
    /amer\/2026-11-21.*memory/i,
  ],
  ['its deliveries cannot be put', (world: string) => put(world, 'objects/lookalikes/amer', ''), /lookalikes\/amer/],
  ['its models cannot be put', (world: string) => put(world, 'objects/models/amer', ''), /models\/amer/],
  ['its record cannot be opened', (world: string) => put(world, 'objects/runs/amer', ''), /runs\/amer/],
  ['its ledger cannot be written', (world: string) => put(world, 'objects/ledger/amer', ''), /ledger\/amer/],
  [
    'its ledger is damaged',
    (world: string) => put(world, 'objects/ledger/amer/delivered_v1/2026-11-20/000001.json', '{"dataset":'),
    /000001\.json is no ledger entry/,
  ],
  ['its lock is damaged', (world: string) => put(world, 'objects/locks/amer/00000001.json', '{'), /is no lock/],
])(
  '%s',
  async (_, spoil, says) => {
    const world = fresh();
    spoil(world);
    const { status, stderr, left } = await run(world);
    expect([status, stderr]).toEqual([1, expect.stringMatching(says)]);
    expect(left).toEqual(expected);
  },
  480_000,
);

it.each(['before', 'during', 'after'] as const)(
  'its process is killed %s something that lasts',
  async (when) => {
    const { status, stderr, left } = await run(fresh(), { amer: { when, number: 12, ms: 5 } });
    expect([status, stderr]).toEqual([1, expect.stringContaining('the process of amer ended by SIGKILL')]);
    expect(left).toEqual(expected);
  },
  480_000,
);

it('somebody else runs it', async () => {
  const world = fresh();
  const lock = await RegionLock.acquire(await fileStore({ root: 'objects' }).open({ root: world }), 'amer', {
    run: `amer/${night}`,
  });
  const { status, stderr, left } = await run(world);
  await lock.release();
  expect([status, stderr]).toEqual([4, expect.stringContaining('amer is being run by')]);
  expect(left).toEqual(expected);
}, 480_000);
