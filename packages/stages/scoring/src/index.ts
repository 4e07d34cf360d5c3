export { ScoringError } from './error.ts';
export type { ScoringErrorCode } from './error.ts';
export { ScoringOptions } from './options.ts';
export { scoring } from './stage.ts';
