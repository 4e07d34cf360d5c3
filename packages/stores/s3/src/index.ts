export type { S3Options } from './options.ts';
export { s3Store } from './store.ts';
