export { reporting } from './stage.ts';
export { ReportingOptions } from './options.ts';
export type { ExamineOf } from './examine-sink.ts';
export { examineSink } from './examine-sink.ts';
export type { ReportingErrorCode } from './error.ts';
export { ReportingError } from './error.ts';
