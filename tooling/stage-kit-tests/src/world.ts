import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { bigint, files } from '@lookalikes/schema';
import type { ObjectStore, StoreAdapter } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';

/** Real adapters in a temporary folder. */
export const newWorld = (store: StoreAdapter = fileStore({ root: 'objects' })) =>
  nightWorld({ engine: () => duckdb({ path: 'night.duckdb', threads: 1 }), store });

/** Where the visits lie, by day. */
export const inputs = {
  events: files('events/{source}/{date}/*.jsonl'),
  mapping: files('mapping/*.jsonl'),
};

/** Adds the visit of a user to the events of its day. */
export function visit(root: string, of: { day: string; pages: readonly string[]; user?: string }): void {
  const event = { event_time: `${of.day}T10:00:00`, region: 'amer', user_id: of.user ?? 'u1', pixel_id: null };
  append(join(root, `events/af/${of.day}/part.jsonl`), { ...event, tokens: of.pages });
}

/** Adds a JSON object to a file, a line each. */
export function append(file: string, row: object): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** Some keys: a pattern is such. */
interface Keys {
  test(key: string): boolean;
}

/** The same store, to which something happens just before the first object under such a key is put, got or deleted. */
export function before(
  store: ObjectStore,
  at: { readonly call: 'put' | 'get' | 'delete'; readonly key: Keys },
  happen: () => Promise<unknown>,
): ObjectStore {
  let happened = false;
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (key: string, ...rest: unknown[]) => unknown;
      if (name !== at.call) return call;
      return async (key: string, ...rest: unknown[]) => {
        if (!happened && at.key.test(key)) {
          happened = true;
          await happen();
        }
        return call(key, ...rest);
      };
    },
  });
}

/** The same store, to which something happens just before the first object is put under such a key. */
export const beforePut = (store: ObjectStore, key: Keys, happen: () => Promise<unknown>): ObjectStore =>
  before(store, { call: 'put', key }, happen);

/** The keys under a prefix. */
export async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** How many rows a table or view of the region's database has. */
export async function countRows(world: NightWorld, from: string): Promise<number> {
  const engine = await world.engine();
  try {
    const text = `SELECT count(*) AS row_count FROM ${from}`;
    const statement = { name: 'a count', text, relations: {}, params: {} };
    const [row] = await engine.query(statement, { row_count: bigint('Rows.') });
    return Number(row?.['row_count']);
  } finally {
    await engine.close();
  }
}
