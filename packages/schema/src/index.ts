export type { Column, Columns, ColumnType, RowOfColumns } from './columns.ts';
export { bigint, boolean, date, double, int, nullable, oneOf, text, texts, timestamp } from './columns.ts';
export type { Dataset, PartitionDate, RowOf, Version } from './dataset.ts';
export { defineDataset, versionText } from './dataset.ts';
export type { SchemaErrorCode } from './error.ts';
export { SchemaError } from './error.ts';
export type { Day, Region, Split } from './ids.ts';
export { DaySchema, firstParty, regions, RegionSchema, splits, windows } from './ids.ts';
export type { FieldExpressions, InputContract, InputName } from './inputs.ts';
export { files, FilesBinding, InputBinding, inputs, table, TableBinding } from './inputs.ts';
export type { MetadataFile } from './metadata-files.ts';
export { metadataFiles } from './metadata-files.ts';
export { pixels, rejectedMetadata, segments } from './datasets/metadata.ts';
export {
  dailyEvents,
  dailyFires,
  dailyTokens,
  dictionary,
  firstFires,
  identities,
  seeds,
  tokens,
  tokenUsers,
  trainingSets,
  userDays,
  users,
  userTokens,
} from './datasets/training-data.ts';
export {
  backtestUsers,
  calibration,
  evaluations,
  examples,
  keptWeights,
  models,
  modelTrials,
  modelWeights,
} from './datasets/model-selection.ts';
export type { ActivityBucket, FeatureMap, Features, WeightPrior } from './model-features.ts';
export {
  listActivityBuckets,
  activityTokens,
  countLevels,
  featureMaps,
  featureName,
  featuresOf,
  weightPriors,
} from './model-features.ts';
export type { HistoryColumns, HistoryEntries } from './history-entries.ts';
export { historyEntries } from './history-entries.ts';
export type { Calibration, ModelArtifact, TokenModel } from './model-artifact.ts';
export { modelArtifactLines, readModelArtifact } from './model-artifact.ts';
export type { FoldStart, KeptModel, KeptWeights } from './kept-weights.ts';
export { keptWeightsPieces, readKeptWeights } from './kept-weights.ts';
export {
  audiences,
  delivered,
  deliveries,
  deliveryPlan,
  dspIds,
  lockedOut,
  rankedUsers,
  recipients,
} from './datasets/delivery.ts';
export {
  activityBuckets,
  leftOut,
  scoringBans,
  scoringSegments,
  scoringWeights,
  userActivity,
} from './datasets/scoring.ts';
export { baselineNights, decisions, guardRails, railValues, topTokens } from './datasets/guard-rails.ts';
export { segmentSizes, supaModelsCollection, trainingSetSizes } from './datasets/reporting.ts';
export { catalog } from './catalog.ts';
export type { Fingerprint, Fingerprints } from './fingerprint.ts';
export { breaches, fingerprint, fingerprints } from './fingerprint.ts';
export { reference } from './reference.ts';
