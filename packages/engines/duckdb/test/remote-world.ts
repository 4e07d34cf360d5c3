import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { files, inputs } from '@lookalikes/schema';
import type { DayRange, Engine, InputRelation } from '@lookalikes/stage-kit';
import { afterAll, afterEach, beforeEach } from 'vitest';
import type { DuckDbOptions } from '../src/index.ts';
import { duckdb } from '../src/index.ts';
import type { FolderStore } from './folder-store.ts';
import { folderStore } from './folder-store.ts';
import { csv, row, statement, tokens } from './input-world.ts';

/** A store in a folder a test, and engines that read inputs from it. */
export interface RemoteWorld {
  readonly store: () => FolderStore;
  /** The test's folder. */
  readonly folder: () => string;
  /** Puts an object into the bucket; gives its path. */
  readonly put: (key: string, content: string | Uint8Array) => Promise<string>;
  /** Puts a file a source and day, of one user a day. */
  readonly week: () => Promise<void>;
  /** An engine over `amer.duckdb`, closed after the test. */
  readonly open: (options?: Partial<DuckDbOptions>) => Promise<Engine>;
  readonly close: (engine: Engine) => Promise<void>;
  /** The names of the files that are kept, without what makes them unique. */
  readonly cached: () => Promise<string[]>;
  /** The keys of input files that were got, without the bucket. */
  readonly fetched: () => string[];
}

/** The pattern of the week's files. */
export const pattern = 's3://bucket/{region}/{source}/{date}/*.csv';

export const events = (path = pattern, days?: DayRange): InputRelation => ({
  kind: 'input',
  contract: inputs.events,
  binding: files(path, { fields: tokens }),
  region: 'amer',
  before: '2026-11-21',
  ...(days && { days }),
});

/** The week's events from one day to another, which is not among them. */
export const between = (from: string, to: string): InputRelation => events(pattern, { from, to });

/** `source/user_id` of each row. */
export const users = async (engine: Engine, input: InputRelation, signal?: AbortSignal): Promise<string[]> =>
  (await engine.query(statement(input), inputs.events.columns, { signal })).map(
    (found) => `${String(found['source'])}/${String(found['user_id'])}`,
  );

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Sets the world up for the tests of a file. */
export async function remoteWorld(): Promise<RemoteWorld> {
  const home = await mkdtemp(join(tmpdir(), 'lookalikes-remote-'));
  let [folder, number] = ['', 0];
  let store: FolderStore;
  const engines = new Set<Engine>();
  afterAll(() => rm(home, { recursive: true }));
  beforeEach(async () => {
    folder = join(home, `test-${(number += 1)}`);
    await mkdir(folder);
    store = folderStore(join(folder, 'store'));
  });
  const close = async (engine: Engine) => {
    engines.delete(engine);
    await engine.close();
  };
  afterEach(async () => {
    for (const engine of engines) await close(engine);
  });
  const put = async (key: string, content: string | Uint8Array): Promise<string> => {
    const full = join(folder, 'store/bucket', key);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
    return full;
  };
  return {
    store: () => store,
    folder: () => folder,
    put,
    week: async () => {
      for (const source of ['af', 'st']) {
        for (const day of ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']) {
          await put(`amer/${source}/${day}/x-${day}.csv`, csv(row(day, `u${day.slice(-2)}`, 'not this')));
        }
      }
    },
    open: async (options = {}) => {
      const settings = { path: 'amer.duckdb', threads: 1, objects: store.adapter, ...options };
      const engine = await duckdb(settings).open({ root: folder, region: 'amer' });
      engines.add(engine);
      return engine;
    },
    close,
    cached: async () => (await readdir(join(folder, 'amer.duckdb.inputs'))).map((name) => name.slice(33)).toSorted(),
    fetched: () =>
      store.got.filter((key) => !key.endsWith('SHA256SUMS')).map((key) => key.slice('s3://bucket/'.length)),
  };
}
