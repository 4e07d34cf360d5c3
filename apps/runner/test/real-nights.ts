import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Dataset, RowOf } from '@lookalikes/schema';
import {
  audiences,
  delivered,
  featureName,
  firstFires,
  models,
  seeds,
  tokens,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { lookalikes } from './lookalikes.ts';
import { published } from './published.ts';
import type { ReferenceHistories, ReferenceToken } from './reference-chain.ts';
import { smallWorld } from './world.ts';

/** The run dates of the two nights. */
export const [before, night] = ['2026-11-20', '2026-11-21'] as const;

const datasets = {
  audiences: audiences.v1,
  delivered: delivered.v1,
  first_fires: firstFires.v1,
  models: models.v1,
  seeds: seeds.v1,
  tokens: tokens.v1,
  users: users.v1,
  user_tokens: userTokens.v1,
};

/** What a night has published. */
export type NightTables = { readonly [K in keyof typeof datasets]: readonly RowOf<(typeof datasets)[K]>[] };

/** Two nights of `amer` in a small sample world, read out. */
export interface RealNights {
  readonly world: string;
  readonly store: ObjectStore;
  readonly before: NightTables;
  readonly night: NightTables;
  /** Users whom the DSP held after the first night, and who opted out before the second. */
  readonly optedOut: readonly string[];
}

/** Runs two nights by the real command; between them some users opt out. */
export async function realNights(): Promise<RealNights> {
  const world = await smallWorld();
  const store = await fileStore({ root: 'objects' }).open({ root: world });
  const first = await run(world, store, before);
  const held = new Set(first.delivered.map(({ user_id }) => user_id));
  const optedOut = [...held].toSorted().slice(0, 25);
  await optOut(world, optedOut);
  return { world, store, before: first, night: await run(world, store, night), optedOut };
}

async function run(world: string, store: ObjectStore, date: string): Promise<NightTables> {
  const args = ['run', '--region', 'amer', '--date', date, '--log', 'none'];
  const { status, stderr } = await lookalikes(args, world);
  if (status !== 0) throw new Error(`the night of ${date} ended with ${status}: ${stderr}`);
  const engine = () => duckdb({ path: '.lookalikes/amer.duckdb', memoryLimit: '512MB' });
  const all: readonly Dataset[] = Object.values(datasets);
  return (await published({ engine, store, folder: world }, ['amer', date], all)) as unknown as NightTables;
}

async function optOut(world: string, ids: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = ids.map((id) => `('${id}', TIMESTAMP '${before} 12:00:00')`).join(', ');
  const file = join(world, 'inputs/opt-outs/late.parquet');
  await connection.run(`COPY (SELECT * FROM (VALUES ${rows}) AS told(user_id, since)) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** The audience of a segment. */
export const audienceOf = (tables: NightTables, segment: string): NightTables['audiences'] =>
  tables.audiences.filter(({ segment_id }) => segment_id === segment);

/** The ids of the users whom the DSP holds in a segment. */
export const heldOf = (tables: NightTables, segment: string): Set<string> =>
  new Set(
    tables.delivered
      .filter(({ segment_id, change }) => segment_id === segment && change !== 'removed')
      .map(({ user_id }) => user_id),
  );

/** What users were scored on, by user. */
export function historiesOf(tables: NightTables): ReferenceHistories {
  const names = new Map(tables.tokens.map(({ token_no, token }) => [token_no, featureName(token)]));
  const rows = tables.user_tokens.filter((row) => row.window === 'score');
  const days = rows.map(({ last_day }) => Date.parse(last_day) / 86_400_000);
  const end = days.reduce((newest, day) => Math.max(newest, day), 0);
  const found = new Map<bigint, ReferenceToken[]>();
  for (const [index, { user_key, token_no, decayed_events }] of rows.entries()) {
    const age = end - (days[index] as number);
    const token = { name: names.get(token_no) as string, decayed: decayed_events, age };
    const history = found.get(user_key);
    if (history) history.push(token);
    else found.set(user_key, [token]);
  }
  return found;
}
