import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** A new empty folder, gone when the test file is done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lookalikes-runner-'));
  made.push(folder);
  return folder;
}

/** A config for a world of a few days, so that a night takes seconds. */
export function configText({ options = '{ historyDays: 6, labelDays: 4, minSeeds: 8 }', regions = '' } = {}): string {
  return `import { duckdb } from '@lookalikes/engine-duckdb';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
export default defineConfig({
  ${regions}
  engine: ({ region }) => duckdb({ path: \`.lookalikes/\${region}.duckdb\`, memoryLimit: '512MB', threads: 1 }),
  store: fileStore({ root: 'objects' }),
  inputs: {
    events: files('inputs/events/{source}/{date}/*.parquet'),
    mapping: files('inputs/mapping/{region}/*.parquet'),
    optOuts: files('inputs/opt-outs/*.parquet'),
  },
  stages: { 'training-data': ${options} },
});
`;
}

/** Makes a small sample world in a new folder, whose first night is 2026-11-21. */
export async function smallWorld(): Promise<string> {
  const to = newFolder();
  await makeSampleWorld({ to, users: 3_000, days: 11, through: '2026-11-20' });
  writeFileSync(join(to, 'lookalikes.config.ts'), configText());
  return to;
}

/** The sha256 of every file under a folder, by path. */
export function sums(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
