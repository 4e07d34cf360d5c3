export { metadata } from './stage.ts';
export { MetadataOptions } from './options.ts';
export { examineSource } from './examine-source.ts';
export type { MetadataErrorCode } from './error.ts';
export { MetadataError } from './error.ts';
