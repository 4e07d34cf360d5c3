import type { Day, Region } from '@lookalikes/schema';
import type { CheckedConfig } from './config.ts';
import { StageKitError } from './error.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import type { PlannedStage } from './plan.ts';
import type { RunRecord, StageRecord } from './record.ts';
import { exposeWrites, HeldError, runStage } from './run-stage.ts';
import type { Progress } from './stage-night.ts';

/** What a region's night is run with. */
export interface StagesRun {
  readonly region: Region;
  readonly runDate: Day;
  readonly config: CheckedConfig;
  /** The folder that the config's relative paths start from. */
  readonly root: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onStage?: (record: StageRecord) => void;
}

/** How a region's night ended: its record, and the error that ended it early. */
export interface StagesResult {
  readonly record: RunRecord;
  readonly error?: unknown;
}

/**
 * Runs stages one after the other for one region and run date, under the region's lock, keeping the record.
 *
 * @returns the record, and what ended it early if something did; a night that could not begin throws instead
 * @throws StageKitError `lock-held`; what opening the store or the engine throws
 */
export async function runStages(stages: readonly PlannedStage[], of: StagesRun): Promise<StagesResult> {
  const { region, runDate, config, root, log } = of;
  const store = await config.store.open({ root });
  const lock = await RegionLock.acquire(store, region, `${region}/${runDate}`);
  try {
    const engine = await config.engine({ region }).open({ root, region, run: `${region}/${runDate}` });
    try {
      const journal = new Journal(store);
      const record = await journal.open({
        region,
        runDate,
        asked: stages.map(({ stage }) => stage.name),
        startedAt: new Date().toISOString(),
        engine: engine.name,
        store: store.name,
        node: process.version,
      });
      log.info({ run: record.run }, `${record.run}: started`);
      return await runInOrder(stages, { of, store, lock, engine, journal, record });
    } finally {
      await engine.close();
    }
  } finally {
    await lock.release();
  }
}

interface OpenRun {
  readonly of: StagesRun;
  readonly store: ObjectStore;
  readonly lock: RegionLock;
  readonly engine: Awaited<ReturnType<ReturnType<CheckedConfig['engine']>['open']>>;
  readonly journal: Journal;
  readonly record: RunRecord;
}

async function runInOrder(stages: readonly PlannedStage[], run: OpenRun): Promise<StagesResult> {
  const { of, store, lock, engine, journal, record } = run;
  const ledger = new Ledger(store);
  let at = '';
  try {
    for (const { stage } of stages) {
      at = stage.name;
      of.signal.throwIfAborted();
      const done = await runStage(stage, {
        ...of,
        run: record.run,
        engine,
        store,
        ledger,
        lock,
        inputs: of.config.inputs,
        options: of.config.stages[stage.name],
      });
      await exposeWrites(stage, { engine, ledger, region: of.region });
      record.stages.push(done);
      await journal.save(record);
      of.log.info({ run: record.run, stage: stage.name, seconds: done.seconds }, `${record.run}: ${stage.name} done`);
      of.onStage?.(done);
    }
    finish(record, 'done');
    await journal.save(record);
    return { record };
  } catch (error) {
    if (error instanceof HeldError) record.stages.push(error.record);
    record.failure = {
      stage: at,
      code: codeOf(error),
      message: error instanceof Error ? error.message : String(error),
    };
    finish(record, error instanceof HeldError ? 'held' : of.signal.aborted ? 'cancelled' : 'failed');
    // Told before it is recorded: what broke the night may be the store that the record goes to.
    of.log.error(
      { run: record.run, stage: at, code: record.failure.code },
      `${record.run}: ${at}: ${record.failure.message}`,
    );
    await journal.save(record);
    return { record, error };
  }
}

function finish(record: RunRecord, status: RunRecord['status']): void {
  record.status = status;
  record.finishedAt = new Date().toISOString();
  record.seconds = (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
}

/** The code of an error, for records; `unexpected` where it has none. */
function codeOf(error: unknown): string {
  if (error instanceof StageKitError) return error.code;
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
