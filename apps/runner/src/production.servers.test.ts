import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import { makeSampleWorld } from '@lookalikes/sample-data';
import type { Day, Region } from '@lookalikes/schema';
import {
  delivered,
  evaluations,
  segments,
  segmentSizes,
  supaModelsCollection,
  trainingSetSizes,
} from '@lookalikes/schema';
import { fileStore } from '@lookalikes/store-file';
import { types } from 'pg';
import { beforeAll, expect, it } from 'vitest';
import type { Delivery } from '../test/deliveries.ts';
import { replayed, takeDelivery } from '../test/deliveries.ts';
import { lookalikes } from '../test/lookalikes.ts';
import type { ProductionWorld } from '../test/production-world.ts';
import { productionWorld } from '../test/production-world.ts';
import { heldIn, published } from '../test/published.ts';
import { configText, smallWorld } from '../test/world.ts';

// As contracts have them: a date as text, 64 bits as a bigint.
types.setTypeParser(types.builtins.DATE, String);
types.setTypeParser(types.builtins.INT8, BigInt);

const regions: readonly Region[] = ['amer', 'emeaApac'];
const nights: readonly Day[] = ['2026-11-21', '2026-11-22'];
const pairs = regions.flatMap((region) => nights.map((date) => [region, date] as const));
const reports = [supaModelsCollection.v1, segmentSizes.v1, trainingSetSizes.v1, evaluations.v1];
const small = '{ historyDays: 6, labelDays: 4, minSeeds: 8 }';

/** The same nights in folders, with the two TSVs as files, everybody delivered every night. */
let folders: string;
let world: ProductionWorld;
/** What the commands have said. */
let said = '';

async function command(folder: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await lookalikes(args, folder);
  said += stdout + stderr;
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  return stdout;
}

beforeAll(async () => {
  folders = await smallWorld();
  const full = `${small}, sync: { preset: 'xandr', mode: 'full', minReach: 25 }`;
  writeFileSync(join(folders, 'lookalikes.config.ts'), configText({ options: full }));
  world = await productionWorld(`stages: { ...production.stages, 'training-data': ${small} }`);
  for (const date of nights) {
    if (date !== nights[0]) await makeSampleWorld({ to: folders, users: 3_000, days: 11, through: nights[0] as Day });
    await world.fill(folders);
    await command(folders, 'run', '--date', date);
    await command(world.folder, 'run', '--date', date, '--log', 'json');
  }
}, 900_000);

const place = () => ({
  engine: ({ region }: { readonly region: Region }) => duckdb({ path: `.lookalikes/${region}.duckdb` }),
  store: world.store,
  folder: world.folder,
});
const dropOf = (region: Region, date: Day) => `s3://${world.buckets.drop}/lookalikes/${region}/${date}`;
const deliveriesOf = (region: Region): Promise<Delivery[]> =>
  Promise.all(nights.map((date) => takeDelivery(world.store, dropOf(region, date))));

/** Rows whatever their order and that of their columns. */
const asText = (rows: readonly object[]): string[] =>
  rows
    .map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name} ${value === null ? '' : JSON.stringify(String(value))}`)
        .toSorted()
        .join(', '),
    )
    .toSorted();

async function reported(table: string, [region, date]: readonly [Region, Day]): Promise<object[]> {
  const text = `SELECT * FROM lookalikes.${table} WHERE region = $1 AND run_date = $2`;
  return (await world.reports.query<object>(text, [region, date])).rows;
}

it('vouches for every file of a delivery, and delivers what changed on the second night', async () => {
  for (const region of regions) {
    const [first, second] = await deliveriesOf(region);
    expect([first?.mode, first?.since]).toEqual(['delta', null]);
    expect([second?.mode, second?.since]).toEqual(['delta', nights[0]]);
    const leaves = (line: string): boolean => line.endsWith('\t-1');
    expect(first?.lines.filter(leaves)).toEqual([]);
    expect(first?.lines.length).toBeGreaterThan(100);
    for (const kind of [true, false]) {
      expect(second?.lines.filter((line) => leaves(line) === kind).length).toBeGreaterThan(0);
    }
  }
});

it('leaves the DSP with those whom a full delivery every night leaves it with', async () => {
  const store = await fileStore({ root: 'objects' }).open({ root: folders });
  for (const region of regions) {
    const deltas = await deliveriesOf(region);
    const fulls = await Promise.all(nights.map((date) => takeDelivery(store, `lookalikes/${region}/${date}`)));
    for (const [at, date] of nights.entries()) {
      const held = replayed(deltas.slice(0, at + 1), date);
      expect(held.length).toBeGreaterThan(100);
      expect(held).toEqual(replayed(fulls.slice(0, at + 1), date));
      const rows = await published(place(), [region, date], [delivered.v1]);
      expect(heldIn(rows['delivered'])).toEqual(held);
    }
  }
});

it('reports in the database what it has published, and the same again', async () => {
  const before = new Map<string, string[]>();
  for (const night of pairs) {
    const rows = await published(place(), night, [...reports, segments.v1]);
    for (const { name } of reports) {
      const [region, run_date] = night;
      const expected = asText((rows[name] ?? []).map((row) => Object.assign({ region, run_date }, row)));
      expect(expected.length, name).toBeGreaterThan(0);
      expect(asText(await reported(name, night)), name).toEqual(expected);
      before.set(`${name} ${region} ${run_date}`, expected);
    }
    const ids = (of: readonly object[] = []) => of.map((row) => (row as { segment_id: string }).segment_id).toSorted();
    const { segments: named } = await takeDelivery(world.store, dropOf(...night));
    expect(ids(await reported('segment_sizes', night))).toEqual(ids(rows['segments']));
    expect([...named].toSorted()).toEqual(ids(rows['segments']));
  }
  await command(world.folder, 'run', '--date', '2026-11-22', '--only', 'reporting', '--log', 'json');
  for (const night of pairs) {
    for (const { name } of reports) {
      expect(asText(await reported(name, night))).toEqual(before.get([name, ...night].join(' ')));
    }
  }
}, 300_000);

it('sees the platform as its TSVs have it', async () => {
  const inFolders = {
    engine: place().engine,
    store: await fileStore({ root: 'objects' }).open({ root: folders }),
    folder: folders,
  };
  for (const night of pairs) {
    const [made, taken] = [
      await published(place(), night, [segments.v1]),
      await published(inFolders, night, [segments.v1]),
    ];
    expect(asText(made['segments'] ?? [])).toEqual(asText(taken['segments'] ?? []));
  }
});

it('has nothing that doctor minds', async () => {
  const findings = JSON.parse(await command(world.folder, 'doctor', '--json')) as { state: string; what: string }[];
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['emeaApac optOuts', 'pixels TSV']));
}, 300_000);

it('says no secret, and keeps none in an object', async () => {
  const texts = [said];
  for (const bucket of Object.values(world.buckets)) {
    for await (const { key } of world.store.list(`s3://${bucket}/`)) {
      const content = Buffer.from(await world.store.get(key));
      texts.push(key, (key.endsWith('.gz') ? gunzipSync(content) : content).toString('latin1'));
    }
  }
  expect(texts.length).toBeGreaterThan(100);
  expect(world.secrets).toHaveLength(4);
  for (const secret of world.secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
});
