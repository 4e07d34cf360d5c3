import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { catalog, text } from '@lookalikes/schema';
import { Ledger, writeOf } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import type { Kind } from './kind.ts';
import type { DoneNight } from './night.ts';

/** The database of a region, of which every published row is read. */
export async function databaseKind(world: DoneNight): Promise<Kind> {
  const ledger = new Ledger(await fileStore({ root: 'objects' }).open({ root: world.root }));
  const published = await Promise.all(
    catalog.map(async (dataset) => {
      const entries = await ledger.all(dataset, 'amer');
      return { dataset, writes: entries.map((entry) => writeOf(dataset, entry)) };
    }),
  );
  const statements = published
    .filter(({ writes }) => writes.length > 0)
    .map(({ dataset, writes }) => ({
      name: `the rows of ${dataset.table}`,
      text: `SELECT coalesce(md5(string_agg(CAST(rows AS VARCHAR), '|' ORDER BY CAST(rows AS VARCHAR))), 'none') AS seen FROM {{rows}} AS rows`,
      relations: { rows: { kind: 'writes', dataset, writes } as const },
      params: {},
    }));
  const root = join(world.root, 'damaged/database');
  mkdirSync(root, { recursive: true });
  return {
    name: "the region's DuckDB file",
    heldBy: "DuckDB's checksum of each block",
    whole: readFileSync(join(world.root, '.lookalikes/amer.duckdb')),
    read: async (content) => {
      writeFileSync(join(root, 'amer.duckdb'), content);
      const engine = await duckdb({ path: 'amer.duckdb', threads: 1 }).open({ root, region: 'amer' });
      try {
        const seen: string[] = [];
        for (const statement of statements) {
          const [row] = await engine.query(statement, { seen: text('A hash of the rows.') });
          seen.push(String(row?.['seen']));
        }
        return { seen: seen.join(' ') };
      } finally {
        await engine.close();
      }
    },
    close: async () => {},
  };
}
