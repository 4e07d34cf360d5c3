import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readInts, writeArray } from './arrays.ts';
import { histories } from './histories.ts';
import { seedsOf } from './seeds.ts';
import type { WorkloadSpec } from './spec.ts';
import { trainShare } from './spec.ts';

/** Where a workload lies, for processes in any language: little-endian 32-bit numbers. */
export const WorkloadFiles = z.object({
  users: z.int(),
  tokens: z.int(),
  segments: z.int(),
  entries: z.int(),
  /** Users 0 up to here are learned from, the others validate. */
  trainUsers: z.int(),
  folder: z.string(),
  rowStart: z.string(),
  columnIndex: z.string(),
  /** The seeds of all segments, one segment after the other. */
  seeds: z.string(),
  seedCounts: z.array(z.int()),
});

/** The place and shape of a workload. */
export type WorkloadFiles = z.infer<typeof WorkloadFiles>;

/** A workload's arrays. */
export interface Workload {
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
  /** Ascending user numbers, a segment. */
  readonly seeds: readonly Int32Array[];
}

/**
 * Makes a workload in the cache folder, or finds it there.
 *
 * @example const files = makeWorkload(cacheFolder, standard);
 */
export function makeWorkload(cache: string, spec: WorkloadSpec): WorkloadFiles {
  const folder = join(cache, 'workloads', `${spec.users}x${spec.tokens}`);
  const description = join(folder, `segments-${spec.segments}.json`);
  if (existsSync(description)) return WorkloadFiles.parse(JSON.parse(readFileSync(description, 'utf8')));
  mkdirSync(folder, { recursive: true });
  const paths = {
    rowStart: join(folder, 'row-start.i32'),
    columnIndex: join(folder, 'column-index.i32'),
    seeds: join(folder, `seeds-${spec.segments}.i32`),
  };
  const made = !existsSync(paths.rowStart);
  const of = made ? histories(spec) : { rowStart: readInts(paths.rowStart), columnIndex: readInts(paths.columnIndex) };
  if (made) {
    writeArray(paths.columnIndex, of.columnIndex);
    writeArray(paths.rowStart, of.rowStart);
  }
  const seeds = Array.from({ length: spec.segments }, (_, segment) => seedsOf(of, spec.tokens, segment));
  const joined = new Int32Array(seeds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const users of seeds) {
    joined.set(users, at);
    at += users.length;
  }
  writeArray(paths.seeds, joined);
  const files: WorkloadFiles = {
    ...spec,
    entries: of.columnIndex.length,
    trainUsers: Math.round(spec.users * trainShare),
    folder,
    ...paths,
    seedCounts: seeds.map(({ length }) => length),
  };
  writeFileSync(description, JSON.stringify(files));
  return files;
}

/** Reads a workload's arrays. */
export function readWorkload(files: WorkloadFiles): Workload {
  const joined = readInts(files.seeds);
  let at = 0;
  const seeds = files.seedCounts.map((count) => joined.subarray(at, (at += count)));
  return { rowStart: readInts(files.rowStart), columnIndex: readInts(files.columnIndex), seeds };
}

/** The rows that are learned from, and those that validate; views and a small copy. */
export function splitWorkload(
  { rowStart, columnIndex }: Workload,
  { trainUsers, users }: WorkloadFiles,
): {
  train: { rows: number; rowStart: Int32Array; columnIndex: Int32Array };
  validation: { rows: number; rowStart: Int32Array; columnIndex: Int32Array };
} {
  const cut = rowStart[trainUsers]!;
  return {
    train: {
      rows: trainUsers,
      rowStart: rowStart.subarray(0, trainUsers + 1),
      columnIndex: columnIndex.subarray(0, cut),
    },
    validation: {
      rows: users - trainUsers,
      rowStart: rowStart.subarray(trainUsers).map((start) => start - cut),
      columnIndex: columnIndex.subarray(cut),
    },
  };
}
