import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSampleWorld } from '@lookalikes/sample-data';
import type { Region } from '@lookalikes/schema';
import type { Ended } from '../lookalikes.ts';
import { start } from '../lookalikes.ts';
import type { Deaths } from './dying-store.ts';

/** The night that is killed; the one before it is whole. */
export const night = '2026-11-22';

const config = `import { duckdb } from '@lookalikes/engine-duckdb';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { dying } from ${JSON.stringify(fileURLToPath(new URL('./dying-store.ts', import.meta.url)))};
export default defineConfig({
  engine: ({ region }) => duckdb({ path: \`.lookalikes/\${region}.duckdb\`, memoryLimit: '512MB', threads: 1 }),
  store: dying(fileStore({ root: 'objects' }), JSON.parse(process.env.DEATHS ?? '{}')),
  inputs: {
    events: files('inputs/events/{source}/{date}/*.parquet'),
    mapping: files('inputs/mapping/{region}/*.parquet'),
    optOuts: files('inputs/opt-outs/*.parquet'),
  },
  stages: {
    'training-data': { historyDays: 6, labelDays: 4, minSeeds: 3 },
    'guard-rails': { reachHold: 1000, aucHold: 1, scoreHold: 1000, tokensHold: 1 },
    sync: { mode: 'delta', columns: ['dsp_user_id', 'dsp_segment_id', 'expiration_minutes'] },
  },
  lock: { heartbeatSeconds: 0.2, staleSeconds: 2 },
});
`;

/** Makes a world of two regions whose night before is done, in a folder of its own. */
export async function makeWorld(seed: number): Promise<string> {
  const to = mkdtempSync(join(tmpdir(), 'lookalikes-kill-'));
  await makeSampleWorld({ to, users: 1_500, days: 12, through: '2026-11-21', seed });
  writeFileSync(join(to, 'lookalikes.config.ts'), config);
  const { status, stderr } = await command(to, ['run', '--date', '2026-11-21']);
  if (status !== 0) throw new Error(`the night before ended with ${String(status)}: ${stderr}`);
  return to;
}

/** A copy of a world. Inputs are never written, and shared. */
export function copyOf(world: string): string {
  const to = mkdtempSync(join(tmpdir(), 'lookalikes-killed-'));
  for (const name of readdirSync(world)) cpSync(join(world, name), join(to, name), { recursive: true });
  return to;
}

/** Removes a world. */
export const remove = (world: string): void => rmSync(world, { recursive: true });

/** Runs the real command on a world, in which processes end where they are told to. */
export const command = (world: string, args: readonly string[], deaths: Deaths = {}): Promise<Ended> =>
  begin(world, args, deaths).ended;

/** Starts the real command on a world. */
export const begin = (world: string, args: readonly string[], deaths: Deaths = {}) =>
  start([...args, '--log', 'plain'], world, { DEATHS: JSON.stringify(deaths) });

/** The kinds of the effects that a region's last attempt at the night journalled, by number. */
export function effectsOf(world: string, region: Region): string[] {
  const folder = join(world, 'objects/journal', region, night, '0001');
  return readdirSync(folder)
    .filter((name) => name.endsWith('-before.json'))
    .toSorted()
    .map((name) => name.split('-')[1] as string);
}
