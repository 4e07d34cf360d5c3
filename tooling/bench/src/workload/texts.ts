import { appendFileSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Workload, WorkloadFiles } from './workload.ts';
import { readWorkload } from './workload.ts';

const flushAt = 1 << 24;

/** Writes lines by the buffer; the file appears whole or not at all. */
function writeLines(path: string, rows: number, line: (row: number) => string): void {
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  try {
    let text = '';
    for (let row = 0; row < rows; row++) {
      text += line(row);
      if (text.length < flushAt) continue;
      appendFileSync(file, text);
      text = '';
    }
    appendFileSync(file, text);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/** The features of every row that is learned from, as text. */
function bodies({ rowStart, columnIndex }: Workload, rows: number, entry: (token: number) => string): string[] {
  const words: string[] = [];
  return Array.from({ length: rows }, (_, row) => {
    const tokens = columnIndex.subarray(rowStart[row], rowStart[row + 1]);
    return `${Array.from(tokens, (token) => (words[token] ??= entry(token))).join('')}\n`;
  });
}

/** LIBSVM's entries count from 1. */
const libsvm = (token: number): string => ` ${token + 1}:1`;

/**
 * LIBLINEAR's text, a file a segment: `+1` or `-1`, then the tokens.
 *
 * @returns paths, by segment
 */
export function liblinearTexts(files: WorkloadFiles): string[] {
  const paths = files.seedCounts.map((_, segment) => join(files.folder, `segment-${segment}.liblinear`));
  if (paths.every((path) => existsSync(path))) return paths;
  const workload = readWorkload(files);
  const rows = bodies(workload, files.trainUsers, libsvm);
  paths.forEach((path, segment) => {
    const seeds = new Set(workload.seeds[segment]);
    writeLines(path, files.trainUsers, (row) => (seeds.has(row) ? '+1' : '-1') + rows[row]!);
  });
  return paths;
}

/**
 * LIBSVM's text for Spark: one file, whose label has a bit for each segment, so that it is parsed once. A label is a 64-bit
 * floating-point number there, so this goes to 53 segments.
 */
export function labelBitsText(files: WorkloadFiles): string {
  const path = join(files.folder, `label-bits-${files.segments}.libsvm`);
  if (existsSync(path)) return path;
  const workload = readWorkload(files);
  const rows = bodies(workload, files.trainUsers, libsvm);
  const bits = new Float64Array(files.users);
  workload.seeds.forEach((users, segment) => {
    for (const user of users) bits[user] = bits[user]! + 2 ** segment;
  });
  writeLines(path, files.trainUsers, (row) => bits[row] + rows[row]!);
  return path;
}

/**
 * Vowpal Wabbit's text of the first segments, a file a segment: `1` or `-1`, then the tokens.
 *
 * @returns paths, by segment
 */
export function vowpalTexts(files: WorkloadFiles, segments: number): string[] {
  const paths = Array.from({ length: segments }, (_, segment) => join(files.folder, `segment-${segment}.vw`));
  if (paths.every((path) => existsSync(path))) return paths;
  const workload = readWorkload(files);
  const rows = bodies(workload, files.trainUsers, (token) => ` ${token}`);
  paths.forEach((path, segment) => {
    const seeds = new Set(workload.seeds[segment]);
    writeLines(path, files.trainUsers, (row) => `${seeds.has(row) ? '1' : '-1'} |${rows[row]!}`);
  });
  return paths;
}
