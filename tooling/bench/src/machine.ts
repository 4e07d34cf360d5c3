import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** The machine in one line: processor, cores, memory, system. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GiB, ${type()} ${release()}`;
}

/** The version of a package of the workspace or of what it depends on. */
export function packageVersion(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** What ours runs on. */
export function ownVersions(): string {
  return `Node ${process.versions.node}, linear-model ${packageVersion('@lookalikes/linear-model')}`;
}
