export { defineConfig } from '@lookalikes/stage-kit';
export { files, table } from '@lookalikes/schema';
export { stages } from './stages.ts';
// With these a config file is typed for every stage: each package adds its key to the config's `stages`.
export type { MetadataOptions } from '@lookalikes/metadata';
export type { ModelSelectionOptions } from '@lookalikes/model-selection';
export type { ReportingOptions } from '@lookalikes/reporting';
export type { ScoringOptions } from '@lookalikes/scoring';
export type { SyncOptions } from '@lookalikes/sync';
export type { TrainingDataOptions } from '@lookalikes/training-data';
