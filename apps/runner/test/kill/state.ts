import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { regions } from '@lookalikes/schema';

/** Everything that a night leaves and that must not depend on how often it was killed. */
export interface State {
  /** The sha256 of each object that is no ledger entry, journal, record or lock. A page tells how long its night took: it must be there. */
  readonly objects: Readonly<Record<string, string>>;
  /** Rows, checksum and number of the entries that publish something, of each partition in the ledger. */
  readonly ledger: Readonly<Record<string, string>>;
  /** Rows and a hash of each partition that a table really has, by table, region and date. */
  readonly tables: Readonly<Record<string, string>>;
  /** Write ids in tables that no entry of the ledger names. */
  readonly unnamed: readonly string[];
  /** Files that nobody will ever read: unfinished objects, journals of nights that are over, what an engine spilled. */
  readonly litter: readonly string[];
}

const own = /^(ledger|journal|runs|locks|\.incoming)\//;

/** Looks at a world on disk. No process may have it open. */
export async function stateOf(world: string): Promise<State> {
  const objects: Record<string, string> = {};
  const entries: { place: string; writeId: string; rows: number; checksum: string }[] = [];
  const litter: string[] = [];
  const root = join(world, 'objects');
  for (const key of filesIn(root)) {
    const content = readFileSync(join(root, key));
    if (key.startsWith('pages/')) objects[key] = 'a page';
    else if (!own.test(key)) objects[key] = createHash('sha256').update(content).digest('hex');
    if (/^(journal|\.incoming)\//.test(key)) litter.push(`objects/${key}`);
    if (key.startsWith('ledger/')) {
      const entry = JSON.parse(content.toString()) as {
        readonly void?: true;
        readonly writeId: string;
        readonly rows: number;
        readonly checksum: string;
      };
      // A void one publishes nothing: it keeps the killed run from publishing, should anything of it still be under way.
      if (!entry.void) entries.push({ ...entry, place: key.split('/').slice(1, 4).join('/') });
    }
  }
  const engines = new Set(regions.map((region) => `${region}.duckdb`));
  litter.push(...filesIn(join(world, '.lookalikes')).filter((file) => !engines.has(file)));
  const named = new Set(entries.map(({ writeId }) => writeId));
  const tables: Record<string, string> = {};
  const unnamed: string[] = [];
  for (const region of regions) {
    const found = await partitionsOf(join(world, '.lookalikes', `${region}.duckdb`));
    for (const { table, date, writeId, rows, hash } of found) {
      if (!named.has(writeId)) unnamed.push(`${table} ${region} ${date} ${writeId}`);
      const place = `${region}/${table}/${date}`;
      tables[place] = [tables[place], `${rows} rows ${hash}`].filter((part) => part !== undefined).join(' and ');
    }
  }
  const ledger = Map.groupBy(entries, ({ place }) => place);
  return {
    objects,
    ledger: Object.fromEntries(
      [...ledger].map(([place, of]) => [
        place,
        of.map(({ rows, checksum }) => `${rows} rows ${checksum}`).join(' and '),
      ]),
    ),
    tables,
    unnamed,
    litter,
  };
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted();
}

async function partitionsOf(file: string) {
  const found: { table: string; date: string; writeId: string; rows: string; hash: string }[] = [];
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();
  const columns = await rowsOf(
    `SELECT table_name, column_name FROM duckdb_columns() WHERE column_name IN ('run_date', 'event_date') AND regexp_matches(table_name, '_v[0-9]+$') AND table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY ALL`,
  );
  // The partition's column is the last of its kind: a dataset by night may have an event_date of its own.
  const byTable = new Map(columns.map((row) => [String(row['table_name']), String(row['column_name'])]));
  for (const [table, day] of byTable) {
    const rows = await rowsOf(
      `SELECT CAST(${day} AS VARCHAR) AS date, CAST(write_id AS VARCHAR) AS write_id, CAST(count(*) AS VARCHAR) AS row_count, CAST(sum(hash(${(await columnsOf(rowsOf, table)).join(', ')})) AS VARCHAR) AS row_hash FROM ${table} GROUP BY ALL ORDER BY ALL`,
    );
    for (const row of rows) {
      const [date, writeId, count, hash] = ['date', 'write_id', 'row_count', 'row_hash'].map((name) =>
        String(row[name]),
      );
      found.push({ table, date: date!, writeId: writeId!, rows: count!, hash: hash! });
    }
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}

/** A table's columns but the write's id. */
async function columnsOf(
  rowsOf: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
  table: string,
): Promise<string[]> {
  const rows = await rowsOf(
    `SELECT column_name FROM duckdb_columns() WHERE table_name = '${table}' AND column_name <> 'write_id' ORDER BY column_index`,
  );
  return rows.map((row) => `"${String(row['column_name'])}"`);
}

/** How a state differs from the one it must be equal to. */
export interface Differences {
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly changed: readonly string[];
  readonly orphans: readonly string[];
}

/** Compares a world after `gc` with one that nobody interrupted. */
export function compare(expected: State, found: State): Differences {
  const parts = ['objects', 'ledger', 'tables'] as const;
  const keys = (state: State) =>
    parts.flatMap((part) => Object.entries(state[part]).map(([key, value]) => [`${part} ${key}`, value] as const));
  const was = new Map(keys(expected));
  const is = new Map(keys(found));
  const twice = [...is].filter(([key, value]) => was.has(key) && value.includes(' and '));
  const unequal = [...is].filter(([key, value]) => was.has(key) && was.get(key) !== value && !value.includes(' and '));
  return {
    lost: [...was.keys()].filter((key) => !is.has(key)),
    duplicated: twice.map(([key]) => key),
    changed: unequal.map(([key]) => key),
    orphans: [...[...is.keys()].filter((key) => !was.has(key)), ...found.unnamed, ...found.litter],
  };
}
