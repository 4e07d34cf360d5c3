export { SampleDataError, type SampleDataErrorCode } from './errors.ts';
export type { Progress, Running } from './progress.ts';
export { makeSampleWorld } from './world/make.ts';
export type { SampleWorldOptions } from './world/options.ts';
export type { RegionCounts, SampleWorldReport, SourceCounts } from './world/report.ts';
export { datasetNames, importDataset } from './imports/import-dataset.ts';
export type { DatasetName, ImportOptions, ImportReport } from './imports/import-dataset.ts';
export type { SetAside } from './imports/dataset.ts';
