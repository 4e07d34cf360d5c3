import { readdirSync, readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { start } from '../lookalikes.ts';

const config = `import { duckdb } from '@lookalikes/engine-duckdb';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
export default defineConfig({
  engine: ({ region }) => duckdb({ path: \`.lookalikes/\${region}.duckdb\`, memoryLimit: '512MB', threads: 1 }),
  store: fileStore({ root: 'objects' }),
  inputs: {
    events: files('inputs/events/{source}/{date}/*.parquet'),
    mapping: files('inputs/mapping/{region}/*.parquet'),
    optOuts: files('inputs/opt-outs/*.parquet'),
  },
  stages: { 'training-data': { historyDays: 6, labelDays: 4, minSeeds: 3 } },
});
`;

/** A world in which a night of amer was run, and a segment is held by hand. */
export interface DoneNight extends Disposable {
  readonly root: string;
  /** The only or the first file under a folder of the world, and its content. */
  file(folder: string, name?: RegExp): { readonly path: string; readonly content: Uint8Array };
}

/** Makes a small world and runs its night, once, by the real command. */
export async function doneNight(): Promise<DoneNight> {
  const root = mkdtempSync(join(tmpdir(), 'lookalikes-corruption-'));
  await makeSampleWorld({ to: root, users: 1_500, days: 11, through: '2026-11-20' });
  writeFileSync(join(root, 'lookalikes.config.ts'), config);
  const commands = [
    ['run', '--date', '2026-11-21', '--region', 'amer'],
    ['hold', '1001', '--reason', 'the campaign is over'],
  ];
  for (const args of commands) {
    const { status, stderr } = await start(args, root).ended;
    if (status !== 0) throw new Error(`lookalikes ${args[0]} ended with ${String(status)}: ${stderr}`);
  }
  return {
    root,
    file(folder, name = /./) {
      const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
      const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const path = paths.toSorted().find((one) => name.test(one));
      if (path === undefined) throw new Error(`${folder} has no file ${String(name)}`);
      return { path, content: readFileSync(path) };
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
