export type { ServersErrorCode } from './error.ts';
export { ServersError } from './error.ts';
export { freshBucket } from './fresh-bucket.ts';
export { install } from './install.ts';
export { cache, isInstalled } from './places.ts';
export type { RunningPostgres } from './postgres.ts';
export { startPostgres } from './postgres.ts';
export type { RunningS3 } from './s3.ts';
export { startS3 } from './s3.ts';
