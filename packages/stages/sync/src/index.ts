export { sync } from './stage.ts';
export type { DeliveryColumn, Layout } from './layout.ts';
export { deliveryColumns, layoutOf, presetNames, presets } from './layout.ts';
export { SyncOptions } from './options.ts';
export type { SyncErrorCode } from './error.ts';
export { SyncError } from './error.ts';
export type { FileReport, FileRules, Rule, Violation } from './validate/rules.ts';
export { validateFile } from './validate/validate-file.ts';
