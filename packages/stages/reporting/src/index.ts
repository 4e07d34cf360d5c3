export { reporting } from './stage.ts';
export { ReportingOptions } from './options.ts';
