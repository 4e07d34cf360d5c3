export type { Day, InputBinding, Region } from '@lookalikes/schema';
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
  Engine,
  EngineAdapter,
  InputDay,
  InputRelation,
  ParamValue,
  Partition,
  Relation,
  Row,
  Statement,
  Write,
  Written,
} from './engine.ts';
export type { ObjectInfo, ObjectStore, ObjectStoreErrorCode, StoreAdapter, StoredObject } from './object-store.ts';
export { checkKey, ObjectStoreError } from './object-store.ts';
export type { Placeholders } from './sql-template.ts';
export { placeholdersOf, render } from './sql-template.ts';
