import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import { sha256 } from '../src/files.ts';

/** A folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file under a folder with its SHA-256, by relative path, in order. */
export async function sumsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sums: Record<string, string> = {};
  for (const path of paths.toSorted()) sums[relative(folder, path)] = await sha256(path);
  return sums;
}

/** The rows of a SELECT over Parquet files; 64-bit numbers and times as text. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** One number out of a SELECT of one row and column. */
export async function number(sql: string): Promise<number> {
  return Number(Object.values((await query(sql))[0] ?? {})[0]);
}

/** The folder of a public data set beside the repository, in ../shared/data; tests skip where it is not. */
export function publicData(name: string): { folder: string; absent: boolean } {
  const folder = fileURLToPath(new URL(`../../../../shared/data/${name}`, import.meta.url));
  return { folder, absent: !existsSync(folder) };
}
