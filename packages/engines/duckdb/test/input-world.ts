import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { files, inputs } from '@lookalikes/schema';
import type { Engine, InputRelation, Row, Statement } from '@lookalikes/stage-kit';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { duckdb } from '../src/index.ts';

/** What a test says of an input besides its path. */
interface Given extends Partial<InputRelation> {
  readonly fields?: Record<string, string>;
  readonly format?: 'parquet' | 'csv' | 'tsv' | 'jsonl';
}

/** A folder of input files a test, and an engine to read them with. */
export interface InputWorld {
  readonly engine: () => Engine;
  /** The folder that paths start from. */
  readonly home: string;
  /** The test's folder in it. */
  readonly folder: () => string;
  readonly put: (path: string, content: string | Uint8Array) => Promise<string>;
  readonly events: (path: string, given?: Given) => InputRelation;
  readonly read: (input: InputRelation) => Promise<Row[]>;
  /** `source/user_id` of each row. */
  readonly users: (input: InputRelation) => Promise<string[]>;
}

/** A csv of events. */
export const csv = (...lines: string[]): string =>
  ['event_time,region,source,user_id,pixel_id,tokens', ...lines, ''].join('\n');

/** A line of it. */
export const row = (day: string, user: string, source = 'af'): string => `${day}T12:00:00,amer,${source},${user},,a b`;

/** The expression that a list in a csv needs. */
export const tokens = { tokens: "string_split(tokens, ' ')" };

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export const statement = (
  input: InputRelation,
  text = 'SELECT * FROM {{events}} ORDER BY source, user_id',
): Statement => ({ name: 'test.sql', text, relations: { events: input }, params: {} });

/** Sets the world up for the tests of a file. */
export async function inputWorld(): Promise<InputWorld> {
  // A folder whose name DuckDB would take for a pattern, and for the end of a text.
  const home = await mkdtemp(join(tmpdir(), "lookalikes-[it's]*-"));
  let folder = '';
  let engine: Engine;
  beforeAll(async () => {
    engine = await duckdb({ path: ':memory:', threads: 2 }).open({ root: home, region: 'amer' });
  });
  afterAll(async () => {
    await engine.close();
    await rm(home, { recursive: true });
  });
  beforeEach(async ({ task }) => {
    folder = sha256(task.id).slice(0, 32);
    await mkdir(join(home, folder));
  });
  const read = (input: InputRelation) => engine.query(statement(input), inputs.events.columns);
  return {
    engine: () => engine,
    home,
    folder: () => folder,
    put: async (path, content) => {
      const full = join(home, folder, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
      return full;
    },
    events: (path, { fields, format, ...rest } = {}) => ({
      kind: 'input',
      contract: inputs.events,
      binding: files(`${folder}/${path}`, { ...(fields && { fields }), ...(format && { format }) }),
      region: 'amer',
      before: '2026-11-21',
      ...rest,
    }),
    read,
    users: async (input) =>
      (await read(input)).map((found) => `${String(found['source'])}/${String(found['user_id'])}`),
  };
}
