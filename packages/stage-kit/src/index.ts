export type { Day, InputBinding, Region } from '@lookalikes/schema';
export { files, regions, table } from '@lookalikes/schema';
export type { StageKitErrorCode } from './error.ts';
export { StageKitError } from './error.ts';
export { exitCodeOf, exitCodes } from './exit-codes.ts';
export type { DayRange } from './days.ts';
export { addDays, dayCount, eachDay } from './days.ts';
export type {
  BatchOf,
  Cancel,
  ColumnBatch,
  ColumnData,
  Compilation,
  Engine,
  EngineAdapter,
  EngineCheck,
  EnginePlace,
  InputDay,
  InputRelation,
  LoadBatch,
  LoadBatchOf,
  LoadData,
  ParamValue,
  Partition,
  Relation,
  Row,
  Published,
  Selection,
  Statement,
  Write,
  Written,
} from './engine.ts';
export type {
  ObjectInfo,
  ObjectStore,
  ObjectStoreErrorCode,
  ObjectUri,
  StoreAdapter,
  StoredObject,
} from './object-store.ts';
export { checkKey, ObjectStoreError, parseUri } from './object-store.ts';
export { SourceFailure, untilAborted } from './pieces.ts';
export { byScheme } from './by-scheme.ts';
export type { Placeholders } from './sql-template.ts';
export { placeholdersOf, render } from './sql-template.ts';
export type { AuditResult } from './audit.ts';
export { auditText } from './audit-text.ts';
export type { Afterwards, EndedNight } from './after-night.ts';
export { batchOfRows } from './batch-of-rows.ts';
export { parseDay, runCommand, stageCommand, summary } from './command.ts';
export type { Sweep, Swept, SweptWrite } from './gc.ts';
export { sweep } from './gc.ts';
export { getVerified } from './get-verified.ts';
export { closest } from './closest.ts';
export type { CheckedConfig, LookalikesConfig, StageOptions } from './config.ts';
export { checkConfig, defineConfig } from './config.ts';
export type { StageDescription } from './describe-stage.ts';
export { describeStage, optionLines } from './describe-stage.ts';
export type { Host, Wait } from './host.ts';
export { thisHost } from './host.ts';
export type { InputBindings } from './inputs.ts';
export type { SegmentHold } from './holds.ts';
export { holdSegment, readHolds, releaseSegment } from './holds.ts';
export type { Effect, JournalledEffect } from './effects.ts';
export { readEffects } from './effects.ts';
export { Journal } from './journal.ts';
export type { KeyShape, KeyTemplateNames, KeyValues } from './key-template.ts';
export { fillKey, keyShape, keyTemplate } from './key-template.ts';
export type { LedgerEntry, VoidEntry } from './ledger-entry.ts';
export { writeOf } from './ledger-entry.ts';
export type { PreparedEntry, Publisher, StoredEntry } from './ledger.ts';
export { Ledger } from './ledger.ts';
export type { LoadedConfig } from './load-config.ts';
export { loadConfig } from './load-config.ts';
export type { LockTiming } from './heartbeat.ts';
export type { LockHolder } from './lock-files.ts';
export type { LockRequest, TakenOver } from './lock.ts';
export { RegionLock } from './lock.ts';
export type { ProcessPlace } from './machine.ts';
export { isGone, isZombie, machineOf, thisProcess } from './machine.ts';
export type { Log, LogFields, LogFormat } from './log.ts';
export { createLog, withFields } from './log.ts';
export type { LogLine } from './log-line.ts';
export { logJsonSchema, LogLineSchema } from './log-line.ts';
export { newestTable } from './newest-table.ts';
export type { Figure, Night, Params, Warning, WriteTarget } from './night.ts';
export { parseOptions, problems } from './options.ts';
export type { PageConfig, PageSettings } from './page-config.ts';
export { defaultPage } from './page-config.ts';
export type { PlannedStage } from './plan.ts';
export { plan } from './plan.ts';
export type { ReadRecord, RunRecord, StageRecord, WriteRecord } from './record.ts';
export { heldSegments } from './record.ts';
export type { Resume } from './resume.ts';
export { chainOf, finishedIn } from './resume.ts';
export type { StageRun } from './run-stage.ts';
export { HeldError, runStage } from './run-stage.ts';
export type { StagesResult, StagesRun } from './run-stages.ts';
export { runStages } from './run-stages.ts';
export type { RetentionConfig } from './retention.ts';
export { sealed, unsealed, whyUnreadable } from './sealed.ts';
export { countRetry, spanned } from './telemetry/spans.ts';
export type { Telling, TellingConfig } from './telling-config.ts';
export type { Progress } from './stage-night.ts';
export type { Days, GoodNights, NightDates, Optional, Previous, Read, Stage, StageSpec } from './stage.ts';
export { days, defineStage, goodNights, optional, previous } from './stage.ts';
export type { Preview } from './preview.ts';
export { previewStep } from './preview.ts';
export type { SqlMisfit } from './stage-suite.ts';
export { sqlMisfits } from './stage-suite.ts';
export type { StageStep } from './stage-steps.ts';
export { stageSteps } from './stage-steps.ts';
export type { StopSignal } from './stop-signal.ts';
export { StoppedError, stopSignal } from './stop-signal.ts';
