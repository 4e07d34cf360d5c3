import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { metadata } from '@lookalikes/metadata';
import type { InputContract } from '@lookalikes/schema';
import { files, inputs, text } from '@lookalikes/schema';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import type { Kind } from './kind.ts';
import type { DoneNight } from './night.ts';

/** The inputs of a night that its engine reads, with a SHA256SUMS beside them and without; and the platform's two TSVs. */
export async function inputKinds(world: DoneNight): Promise<Kind[]> {
  const { events, mapping } = inputs;
  const parquet = /2026-11-20.*\.parquet$/;
  const [event, pair] = [world.file('inputs/events/af', parquet), world.file('inputs/mapping/amer', /\.parquet$/)];
  return [
    await parquetKind(world, { name: 'events', contract: events, ...event, sums: true }),
    await parquetKind(world, { name: 'mapping', contract: mapping, ...pair, sums: true }),
    await parquetKind(world, { name: 'events', contract: events, ...event, sums: false }),
    await parquetKind(world, { name: 'mapping', contract: mapping, ...pair, sums: false }),
    await tsvKind(world, 'segments'),
    await tsvKind(world, 'pixels'),
  ];
}

interface ParquetOf {
  readonly name: string;
  readonly contract: InputContract;
  readonly path: string;
  readonly content: Uint8Array;
  readonly sums: boolean;
}

async function parquetKind(world: DoneNight, of: ParquetOf): Promise<Kind> {
  const { name, contract, path, content: whole, sums } = of;
  const root = join(world.root, 'damaged', `${name}-${sums ? 'with' : 'without'}-sums`);
  const file = join(root, 'af/2026-11-20', basename(path));
  mkdirSync(dirname(file), { recursive: true });
  if (sums) {
    const sum = createHash('sha256').update(whole).digest('hex');
    writeFileSync(join(dirname(file), 'SHA256SUMS'), `${sum}  ${basename(path)}\n`);
  }
  const open = () => duckdb({ path: ':memory:', threads: 1 }).open({ root, region: 'amer' });
  let engine = await open();
  const input = {
    kind: 'input',
    contract,
    binding: files('{source}/{date}/*.parquet'),
    region: 'amer',
    before: '2026-11-21',
  } as const;
  const statement = {
    name: `the rows of ${name}`,
    text: `SELECT coalesce(md5(string_agg(CAST(input AS VARCHAR), '|' ORDER BY CAST(input AS VARCHAR))), 'none') AS seen FROM {{input}} AS input`,
    relations: { input },
    params: {},
  };
  return {
    name: `${name}, Parquet, ${sums ? 'with' : 'without'} SHA256SUMS`,
    heldBy: sums ? '`SHA256SUMS`' : undefined,
    whole,
    read: async (content) => {
      writeFileSync(file, content);
      try {
        const [row] = await engine.query(statement, { seen: text('A hash of the rows.') });
        return { seen: String(row?.['seen']) };
      } catch (error) {
        // A file may bring DuckDB to where it refuses all that is asked of it afterwards.
        await engine.close();
        engine = await open();
        throw error;
      }
    },
    close: () => engine.close(),
  };
}

/** One of the two TSVs, read by the stage that does. */
async function tsvKind(world: DoneNight, name: 'segments' | 'pixels'): Promise<Kind> {
  const store = fileStore({ root: `damaged/${name}` });
  const night = await nightWorld({ engine: () => duckdb({ path: ':memory:', threads: 1 }), store });
  const key = (of: string): string => `lookalikes/latest/production_lookalike_${of}.tsv`;
  const tsv = (of: string): Uint8Array => world.file('objects/lookalikes/latest', new RegExp(of)).content;
  for (const each of ['segments', 'pixels']) await night.store.put(key(each), tsv(each));
  return {
    name: `${name} TSV`,
    heldBy: undefined,
    whole: tsv(name),
    read: async (content) => {
      await night.store.put(key(name), content);
      const { record, error } = await night.run([metadata]);
      if (error instanceof Error) throw error;
      const { writes = [], figures = [] } = record.stages[0] ?? {};
      const rejected = figures.find((figure) => figure.name === `${name}_rejected`)?.value;
      const seen = writes.filter((write) => write.name !== 'rejected_metadata').map(({ checksum }) => checksum);
      return { seen: seen.join(' '), setAside: Number(rejected) };
    },
    close: async () => {
      await night[Symbol.asyncDispose]();
    },
  };
}
