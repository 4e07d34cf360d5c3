import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** This package's folder. */
export const home = join(import.meta.dirname, '..');

/** Where workloads, texts for peers, models and kept results lie; git ignores it. LOOKALIKES_BENCH_CACHE is another place. */
export const cache = process.env['LOOKALIKES_BENCH_CACHE'] ?? join(home, '.cache');

/** Where peers are installed; git ignores it. LOOKALIKES_BENCH_PEERS is another place. */
export const peersFolder = process.env['LOOKALIKES_BENCH_PEERS'] ?? join(home, '.peers');

/** A folder of the cache, made where it is not there. */
export function cacheFolder(name: string): string {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
