import type { Host, LoadedConfig, Log, PlannedStage, RunRecord, StagesResult, StagesRun } from '@lookalikes/stage-kit';
import { exitCodeOf, exitCodes, heldSegments, Journal, runStages } from '@lookalikes/stage-kit';
import { pageAfterwards } from '../page/page-afterwards.ts';
import { NightTeller } from '../telemetry/night-teller.ts';
import { isDone } from './done.ts';
import type { NightEvent, RegionRequest } from './messages.ts';
import type { NightOutcome } from './outcome.ts';
import { isPartial, select } from './select.ts';

/** What a region's nights are run with. */
export interface RegionRun extends Pick<LoadedConfig, 'config' | 'root'> {
  readonly request: RegionRequest;
  readonly planned: readonly PlannedStage[];
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The process that runs them: this one where left out. */
  readonly host?: Host | undefined;
  /** Told of all that happens, an outcome a night among it. */
  readonly tell: (message: NightEvent) => void;
}

/**
 * Runs a region's nights one after the other, until one does not end well. A night that is done already is left alone,
 * unless it is asked for again or only some of its stages are.
 * What goes wrong in a night is that night's outcome: nothing is thrown.
 */
export async function runRegionNights(run: RegionRun): Promise<void> {
  for (const runDate of run.request.nights) {
    const outcome = await runNight(run, runDate);
    run.tell({ kind: 'outcome', outcome });
    if (outcome.status !== 'done' && outcome.status !== 'already') return;
  }
}

async function runNight(run: RegionRun, runDate: string): Promise<NightOutcome> {
  const { request, planned, config, root, log, signal, host, tell } = run;
  const night = { region: request.region, runDate };
  try {
    const store = await config.store.open({ root });
    const needsNothing = doneBy(run);
    const attempts = needsNothing ? await new Journal(store, host).attempts(request.region, runDate) : [];
    const last = attempts.at(-1);
    if (last && needsNothing?.(attempts)) return doneBefore(last);
    const teller = new NightTeller({ config, root, store, log, host });
    const result = await runStages(select(planned, request.selection), {
      ...night,
      resume: request.resume,
      isDone: needsNothing,
      forceUnlock: request.forceUnlock,
      config,
      root,
      log,
      signal,
      host,
      onProgress: (progress) => tell({ kind: 'progress', runDate, progress }),
      onBegin: (stage, record) => {
        tell({ kind: 'stage-begins', runDate, attempt: record.attempt, stage: stage.name });
        teller.stageBegins(stage, record);
      },
      onStage: (record) => {
        tell({ kind: 'stage', runDate, record });
        teller.stageEnded(record, night);
      },
      afterwards: pageAfterwards(config, { log, signal }),
    });
    if (result.already) return doneBefore(result.record);
    await teller.nightEnded(result.record);
    return outcomeOf(result);
  } catch (error) {
    const outcome = signal.aborted ? stopped(night, error) : notBegun(night, error);
    log.error({ code: 'night-not-begun', ...night }, `${request.region}/${runDate}: ${outcome.message}`);
    return outcome;
  }
}

/** The outcome of a night that could not start. */
export function notBegun(night: Pick<NightOutcome, 'region' | 'runDate'>, error: unknown): NightOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { ...night, status: 'not-begun', exitCode: exitCodeOf(error), message };
}

/** The outcome of a night that was stopped before it had begun, as while it waited for a lock. */
const stopped = (night: Pick<NightOutcome, 'region' | 'runDate'>, error: unknown): NightOutcome => ({
  ...notBegun(night, error),
  status: 'cancelled',
});

/** By what a night that is asked for needs nothing more; undefined where it is to be run however it stands. */
function doneBy({ request, planned }: RegionRun): StagesRun['isDone'] {
  if (request.resume) return (attempts) => attempts.at(-1)?.status === 'done';
  if (request.again || isPartial(request.selection)) return undefined;
  return (attempts) => isDone(planned, attempts);
}

/** The outcome of a night that needs nothing more. */
const doneBefore = ({ region, runDate, attempt }: RunRecord): NightOutcome => ({
  region,
  runDate,
  status: 'already',
  exitCode: exitCodes.done,
  attempt,
});

function outcomeOf({ record, error }: StagesResult): NightOutcome {
  const { region, runDate, attempt, status, failure } = record;
  const held = heldSegments(record);
  return {
    region,
    runDate,
    status: status === 'running' || status === 'interrupted' ? 'failed' : status,
    exitCode: error !== undefined ? exitCodeOf(error) : held.length > 0 ? exitCodes.held : exitCodes.done,
    attempt,
    ...(held.length > 0 ? { heldSegments: held } : {}),
    ...(failure ? { stage: failure.stage, message: failure.message } : {}),
  };
}
