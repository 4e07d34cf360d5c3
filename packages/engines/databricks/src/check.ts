import { randomUUID } from 'node:crypto';
import type { Cancel, EngineCheck } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import type { Place } from './grants.ts';
import { withGrant } from './grants.ts';
import { identifier, literal } from './quote.ts';
import { smallRows } from './small-rows.ts';
import { VolumeGathering } from './volume.ts';
import type { Warehouse } from './warehouse.ts';

/** What is tried, one after the other: a thing a night does, and the privilege in Unity Catalog that allows it. */
interface Step {
  readonly what: string;
  readonly privilege: string;
  readonly sql: (table: string) => string;
}

const steps: readonly Step[] = [
  {
    what: 'make a table',
    privilege: 'CREATE TABLE',
    sql: (table) =>
      `CREATE TABLE ${table} (number INT NOT NULL, part STRING NOT NULL) USING DELTA PARTITIONED BY (part)`,
  },
  {
    what: 'write rows',
    privilege: 'MODIFY',
    sql: (table) => `INSERT INTO ${table} REPLACE WHERE part = 'a' SELECT 1 AS number, 'a' AS part`,
  },
  { what: 'read rows', privilege: 'SELECT', sql: (table) => `SELECT number FROM ${table}` },
  {
    what: 'make a view',
    privilege: 'CREATE TABLE',
    sql: (table) => `CREATE OR REPLACE VIEW ${viewOf(table)} AS SELECT number FROM ${table}`,
  },
  { what: 'read a view', privilege: 'SELECT', sql: (table) => `SELECT number FROM ${viewOf(table)}` },
  { what: 'delete rows', privilege: 'MODIFY', sql: (table) => `DELETE FROM ${table} WHERE part = 'a'` },
  { what: 'drop a view', privilege: 'MANAGE', sql: (table) => `DROP VIEW ${viewOf(table)}` },
  { what: 'drop a table', privilege: 'MANAGE', sql: (table) => `DROP TABLE ${table}` },
];

const viewOf = (table: string): string => table.replace(/`$/, '_view`');

/**
 * Tries what a night does in its schema, on a table of its own, which is gone afterwards. The first thing that cannot be
 * done ends it: the rest stands on it.
 */
export async function check(
  warehouse: Warehouse,
  { volume }: { volume: string | undefined },
  cancel: Cancel,
): Promise<EngineCheck[]> {
  const place = await placeOf(warehouse, cancel);
  const table = identifier(`check_${randomUUID().replaceAll('-', '_')}`);
  const found: EngineCheck[] = [
    { what: 'schema', ok: true, detail: `${place.catalog ?? ''}.${place.schema}, as ${place.user}` },
  ];
  let made = false;
  try {
    for (const { what, privilege, sql } of steps) {
      const problem = await problemOf(() => warehouse.run({ name: what, sql: sql(table) }, cancel));
      if (problem !== undefined) {
        found.push({ what, ok: false, detail: withGrant(problem, privilege, place) });
        return found;
      }
      made = what !== 'drop a table';
      found.push({ what, ok: true, detail: `can be done with ${privilege} on the schema` });
    }
    if (volume !== undefined) found.push(await checkVolume(warehouse, volume, { place, cancel }));
    return [...found, ...(await leftOver(warehouse, cancel))];
  } finally {
    if (made) await problemOf(() => warehouse.run({ name: 'drop', sql: `DROP TABLE IF EXISTS ${table}` }, {}));
  }
}

async function problemOf(work: () => Promise<void>): Promise<DatabricksError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof DatabricksError) return error;
    throw error;
  }
}

async function placeOf(warehouse: Warehouse, cancel: Cancel): Promise<Place> {
  const sql = 'SELECT current_catalog(), current_schema(), current_user()';
  const [row] = await smallRows(warehouse, { name: 'schema', sql }, cancel);
  return { catalog: String(row?.[0]), schema: String(row?.[1]), user: String(row?.[2]) };
}

/** Sends a file to the volume that loads go through, reads it and removes it. */
async function checkVolume(
  warehouse: Warehouse,
  volume: string,
  { place, cancel }: { place: Place; cancel: Cancel },
): Promise<EngineCheck> {
  const what = `volume ${volume}`;
  const columns = { number: { type: 'int', nullable: false } } as const;
  const gathering = new VolumeGathering(warehouse, { volume, columns, name: what }, cancel);
  const problem = await problemOf(async () => {
    await gathering.add({ text: '1', rows: 1 });
    await warehouse.run({ name: what, sql: gathering.select() }, cancel);
    await gathering.end(cancel);
  });
  if (problem === undefined) return { what, ok: true, detail: 'files can be sent, read and removed' };
  const name = volume.split('/').slice(2, 5).map(identifier).join('.');
  const grant = `GRANT READ VOLUME, WRITE VOLUME ON VOLUME ${name} TO ${identifier(place.user)}`;
  return { what, ok: false, detail: `${problem.message} Its owner gives the right to it: ${grant}` };
}

/** Tables of loads that were killed midway. Another region's run may be at work on one. */
async function leftOver(warehouse: Warehouse, cancel: Cancel): Promise<EngineCheck[]> {
  const sql = `SHOW TABLES LIKE ${literal('load_*')}`;
  const rows = await smallRows(warehouse, { name: 'tables of loads', sql }, cancel);
  const names = rows.map((row) => String(row[1])).filter((name) => /^load_[0-9a-f]{8}_/.test(name));
  if (names.length === 0) return [];
  const drops = names.map((name) => `DROP TABLE ${identifier(name)};`).join(' ');
  return [{ what: 'left over', ok: true, detail: `of loads that were killed, unless a run is on: ${drops}` }];
}
