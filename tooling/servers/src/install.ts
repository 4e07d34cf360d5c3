import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { binFolder, versitygw } from './places.ts';
import { run } from './run.ts';

/**
 * Builds the S3 server with Go, which fetches its source. Takes a minute or two, and next to nothing where Go has built
 * it before. PostgreSQL comes with the packages.
 *
 * @param folder - the cache
 * @param go - the program, by its name or path
 * @throws ServersError `not-installed` where there is no Go; `install-failed` with what it said last
 * @example install(cache);
 */
export function install(folder: string, go = 'go'): void {
  const target = `${versitygw.module}@${versitygw.version}`;
  mkdirSync(folder, { recursive: true });
  // Built elsewhere and moved, so that what is at its place is whole.
  const fresh = mkdtempSync(join(folder, 'building-'));
  try {
    run(go, ['install', target], {
      needed: `it builds the S3 server ${target}; install Go 1.24 or newer, it has to be on the PATH`,
      code: 'install-failed',
      options: { env: { ...process.env, GOBIN: fresh } },
    });
    rmSync(binFolder(folder), { recursive: true, force: true });
    renameSync(fresh, binFolder(folder));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
