export type { DuckDbOptions } from './adapter.ts';
export { duckdb } from './adapter.ts';
export type { DuckDbErrorCode } from './error.ts';
export { DuckDbError } from './error.ts';
