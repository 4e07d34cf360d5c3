export { databricks } from './adapter.ts';
export type { DatabricksErrorCode } from './error.ts';
export { DatabricksError } from './error.ts';
export type { DatabricksOptions } from './options.ts';
