import type { Day, Region } from '@lookalikes/schema';
import { Adoptable } from './adopt.ts';
import type { Afterwards } from './after-night.ts';
import { afterNight } from './after-night.ts';
import type { CheckedConfig } from './config.ts';
import { Effects } from './effects.ts';
import type { Engine } from './engine.ts';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { RegionLock } from './lock.ts';
import { lockOfNight } from './lock-of-night.ts';
import type { Log } from './log.ts';
import { withFields } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import type { PlannedStage } from './plan.ts';
import type { RunRecord, StageRecord } from './record.ts';
import type { Resume, Resumed } from './resume.ts';
import { resumeFrom } from './resume.ts';
import { exposeWrites, HeldError, runStage } from './run-stage.ts';
import { setupOf } from './setup.ts';
import type { Progress } from './stage-night.ts';
import type { Stage } from './stage.ts';
import { EngineWithSpans } from './telemetry/engine-with-spans.ts';
import { failSpan, spanned } from './telemetry/spans.ts';
import { thenClose } from './then-close.ts';

/** What a region's night is run with. */
export interface StagesRun {
  readonly region: Region;
  readonly runDate: Day;
  readonly config: CheckedConfig;
  /** The folder that the config's relative paths start from. */
  readonly root: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Goes on from an earlier attempt; the stages are then all that the first attempt was asked for. */
  readonly resume?: Resume | undefined;
  /** Whether the night needs nothing more, by its attempts: asked once the region is this run's, as another may just have run it. */
  readonly isDone?: ((attempts: readonly RunRecord[]) => boolean) | undefined;
  /** Takes the region over although somebody who may live holds it. */
  readonly forceUnlock?: boolean | undefined;
  /** The process that runs it: this one where left out. */
  readonly host?: Host | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /** Told before each stage begins, with the attempt's record so far. */
  readonly onBegin?: (stage: Stage, record: RunRecord) => void;
  /** Told of each stage that is done. */
  readonly onStage?: (record: StageRecord) => void;
  /** Makes what is to be made of the night once it is over, however it ended. What goes wrong there is a warning. */
  readonly afterwards?: Afterwards | undefined;
}

/** How a region's night ended: its record, and the error that ended it early. */
export interface StagesResult {
  readonly record: RunRecord;
  readonly error?: unknown;
  /** The night needed nothing more, and nothing was run: the record is that of its newest attempt. */
  readonly already?: true;
}

/**
 * Runs stages one after the other for one region and run date, under the region's lock, keeping the record. The night, each
 * stage and each of the engine's calls are spans of OpenTelemetry, where the process has set that up.
 *
 * @returns the record, and what ended it early if something did; a night that could not begin throws instead
 * @throws StageKitError `lock-held`; `changed` or `publish-conflict` where it cannot be resumed; what opening the store or
 *   the engine throws
 */
export function runStages(stages: readonly PlannedStage[], of: StagesRun): Promise<StagesResult> {
  const { region, runDate } = of;
  const attributes = { 'lookalikes.region': region, 'lookalikes.run_date': runDate };
  return spanned({ name: 'night', attributes }, async (span) => {
    const result = await runNight(stages, { ...of, log: withFields(of.log, { region, runDate }) });
    span.setAttributes({ 'lookalikes.run': result.record.run, 'lookalikes.status': result.record.status });
    if (result.error !== undefined) failSpan(span, result.error);
    return result;
  });
}

async function runNight(stages: readonly PlannedStage[], of: StagesRun): Promise<StagesResult> {
  const { region, runDate, config, root, log } = of;
  const store = await config.store.open({ root });
  const lock = await lockOfNight(store, of);
  return thenClose({ what: `the lock of ${region}`, close: () => lock.release(), log }, async () => {
    const journal = new Journal(store, of.host);
    const attempts = await journal.attempts(region, runDate);
    const last = attempts.at(-1);
    if (last && of.isDone?.(attempts)) return { record: last, already: true };
    const opened = await config.engine({ region }).open({ root, region, run: `${region}/${runDate}` });
    const engine = new EngineWithSpans(opened);
    return thenClose({ what: `the engine of ${region}`, close: () => engine.close(), log }, async () => {
      const { record, from } = await openRecord(stages, { of, store, lock, engine, journal, attempts });
      const goesOn = from.resumes === undefined ? '' : `, going on from attempt ${from.resumes}`;
      const told = { ...of, log: withFields(log, { run: record.run }) };
      told.log.info({ code: 'night-started' }, `${record.run}: started${goesOn}`);
      return runInOrder(from, { of: told, store, lock, engine, journal, record });
    });
  });
}

interface OpenRun {
  readonly of: StagesRun;
  readonly store: ObjectStore;
  readonly lock: RegionLock;
  readonly engine: Engine;
  readonly journal: Journal;
}

async function openRecord(
  stages: readonly PlannedStage[],
  { of, store, lock, engine, journal, attempts }: OpenRun & { readonly attempts: readonly RunRecord[] },
): Promise<{ record: RunRecord; from: Resumed }> {
  const { region, runDate, config, resume, host = thisHost } = of;
  const setup = setupOf(
    stages.map(({ stage }) => stage),
    { config, engine: engine.name, store: store.name },
  );
  const from: Resumed = resume
    ? await resumeFrom(store, { ...resume, attempts }, { stages, setup })
    : { left: stages, adoptable: new Adoptable() };
  const first = {
    region,
    runDate,
    asked: from.left.map(({ stage }) => stage.name),
    startedAt: host.now().toISOString(),
    engine: engine.name,
    store: store.name,
    node: process.version,
    fence: lock.fence,
    setup,
    ...(from.resumes === undefined ? {} : { resumes: from.resumes }),
    ...(from.accepted === undefined ? {} : { accepted: from.accepted }),
  };
  // A run that has lost the region opens nothing; one that loses it right now finds the number of its attempt taken.
  await lock.check();
  return { record: await journal.open(first, attempts), from };
}

async function runInOrder(
  { left, adoptable }: Resumed,
  { of, store, lock, engine, journal, record }: OpenRun & { readonly record: RunRecord },
): Promise<StagesResult> {
  const ledger = new Ledger(store, of.host);
  const night = `${of.region}/${of.runDate}`;
  const effects = new Effects(store, { night, attempt: record.attempt, fence: lock.fence }, of.host);
  const signal = AbortSignal.any([of.signal, lock.lost]);
  const after = { engine, store, lock, effects, journal, log: of.log };
  let at = '';
  try {
    for (const { stage } of left) {
      at = stage.name;
      signal.throwIfAborted();
      of.onBegin?.(stage, record);
      const log = withFields(of.log, { stage: stage.name });
      const parts = { ...of, log, run: record.run, engine, store, ledger, lock, effects, signal };
      const options = of.config.stages[stage.name];
      const attributes = { 'lookalikes.region': of.region, 'lookalikes.stage': stage.name };
      const done = await spanned({ name: `stage ${stage.name}`, attributes }, async () => {
        const ran = await runStage(stage, { ...parts, inputs: of.config.inputs, options, adoptable });
        await exposeWrites(stage, parts);
        return ran;
      });
      record.stages.push(done);
      await journal.save(record);
      log.info({ code: 'stage-done', seconds: done.seconds }, `${record.run}: ${stage.name} done`);
      of.onStage?.(done);
    }
    finish(record, 'done', of.host);
    await journal.save(record);
    await afterNight(record, of.afterwards, after);
    return { record };
  } catch (error) {
    if (error instanceof HeldError) record.stages.push(error.record);
    record.failure = {
      stage: at,
      code: codeOf(error),
      message: error instanceof Error ? error.message : String(error),
    };
    finish(record, error instanceof HeldError ? 'held' : of.signal.aborted ? 'cancelled' : 'failed', of.host);
    const about = { code: 'night-broke-off', stage: at, error: record.failure.code };
    of.log.error(about, `${record.run}: ${at}: ${record.failure.message}`);
    await saveEnd(journal, record, of.log);
    await afterNight(record, of.afterwards, after);
    return { record, error };
  }
}

/** Records the end of a night that ended early. What broke it may be the store that the record goes to. */
async function saveEnd(journal: Journal, record: RunRecord, log: Log): Promise<void> {
  try {
    await journal.save(record);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.error({ code: 'record-not-saved' }, `${record.run}: how it ended could not be recorded: ${message}`);
  }
}

function finish(record: RunRecord, status: RunRecord['status'], host: Host = thisHost): void {
  record.status = status;
  record.finishedAt = host.now().toISOString();
  record.seconds = (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
}

/** The code of an error, for records; `unexpected` where it has none. */
function codeOf(error: unknown): string {
  if (error instanceof StageKitError) return error.code;
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
