export { ModelSelectionError } from './error.ts';
export type { ModelSelectionErrorCode } from './error.ts';
export { ModelSelectionOptions } from './options.ts';
export { modelSelection } from './stage.ts';
