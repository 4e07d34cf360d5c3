export { reporting } from './stage.ts';
export { ReportingOptions } from './options.ts';
export type { ReportingErrorCode } from './error.ts';
export { ReportingError } from './error.ts';
