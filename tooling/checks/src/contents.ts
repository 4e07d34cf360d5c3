import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { ships } from './imports.ts';
import type { Tarball } from './pack.ts';

/**
 * Holds what is in a tarball against what a package ships: README.md, the built code with its declarations, all
 * sources and all SQL; no test, and no range that only this workspace can resolve.
 *
 * @param root - absolute path of the workspace
 * @example checkContents(root, pack(root, pkg, into)) // []
 */
export function checkContents(root: string, { pkg, files, manifest }: Tarball): Finding[] {
  const base = join(root, pkg.folder);
  const inside = new Set(files);
  const expected = [
    'README.md',
    ...targetsOf(pkg.manifest.exports),
    ...Object.values(pkg.manifest.bin).map((path) => path.replace(/^\.\//, '')),
    ...globSync('src/**/*.ts', { cwd: base }).filter(ships),
    ...globSync('sql/**/*.sql', { cwd: base }),
  ];
  const where = pkg.folder;
  const missing = expected.filter((path) => !inside.has(path));
  const tests = files.filter((path) => /\.test\.|\.test-d\.|__snapshots__/.test(path));
  const ranges = manifest.match(/"(?:workspace|catalog):[^"]*"/g) ?? [];
  return [
    ...missing.map((path) => ({ where, message: `lacks ${path} in its tarball; see "files" in package.json` })),
    ...tests.map((path) => ({ where, message: `has the test ${path} in its tarball; see "files" in package.json` })),
    ...ranges.map((range) => ({ where, message: `asks for ${range} in its packed package.json; pack it with pnpm` })),
  ];
}

function targetsOf(exported: unknown): string[] {
  if (typeof exported === 'string') return [exported.replace(/^\.\//, '')];
  if (typeof exported !== 'object' || exported === null) return [];
  return Object.values(exported).flatMap(targetsOf);
}
