import { exitCodes, stopSignal } from '@lookalikes/stage-kit';
import type { LogFormat } from '@lookalikes/stage-kit';
import type { Display, RegionAgenda } from './display/display.ts';
import { noDisplay } from './display/display.ts';
import { LiveDisplay } from './display/live.ts';
import { plainDisplay } from './display/plain.ts';
import { closeRecord } from './night/close-record.ts';
import type { RegionRequest } from './night/messages.ts';
import type { NightOutcome } from './night/outcome.ts';
import { worst } from './night/outcome.ts';
import { print, printJson } from './output.ts';
import type { Prepared } from './prepare.ts';
import { outcomesJson, outcomesText } from './report/outcomes.ts';
import { runRegion } from './run-region.ts';

/** What is to be done for one region. */
export type RegionWork = RegionAgenda & Pick<RegionRequest, 'selection' | 'again' | 'resume' | 'forceUnlock'>;

/** How to say what goes on, and what came of it. */
export interface Telling {
  readonly log?: LogFormat | undefined;
  readonly json?: boolean | undefined;
}

/**
 * Runs regions side by side, each in its own process, and prints how their nights came out.
 *
 * @param work - what to do, a region each; `already`: outcomes that are known before anything is run
 * @returns the exit status: the worst of the nights'
 */
export async function carryOut(
  { work, already = [] }: { readonly work: readonly RegionWork[]; readonly already?: readonly NightOutcome[] },
  prepared: Prepared,
  telling: Telling,
): Promise<number> {
  using stop = stopSignal();
  const display = displayOf(telling, work);
  const running = work.map(({ region, nights, selection, again, resume, forceUnlock }) =>
    runRegion(
      {
        region,
        config: prepared.file,
        nights,
        selection,
        again,
        forceUnlock,
        log: logOf(telling),
        ...(resume ? { resume } : {}),
      },
      { signal: stop.signal, onEvent: (event) => display.show(region, event) },
    ),
  );
  const told = (await Promise.all(running)).flat();
  await display.end();

  const store = await prepared.config.store.open({ root: prepared.root });
  const outcomes = [...already, ...(await Promise.all(told.map((outcome) => closeRecord(store, outcome))))];
  if (telling.json) printJson(await outcomesJson(store, outcomes));
  else print(await outcomesText(store, outcomes));
  return exitStatus(outcomes, stop.exitCode);
}

/** What the regions' processes log; on a terminal the display says it all. */
const logOf = (telling: Telling) => telling.log ?? (isLive(telling) ? 'none' : 'plain');

function displayOf(telling: Telling, agenda: readonly RegionAgenda[]): Display {
  if (isLive(telling)) return new LiveDisplay(agenda);
  return logOf(telling) === 'plain' ? plainDisplay((line) => process.stderr.write(`${line}\n`)) : noDisplay;
}

const isLive = ({ log, json }: Telling): boolean =>
  log === undefined && json !== true && process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'];

function exitStatus(outcomes: readonly NightOutcome[], stopped: number | undefined): number {
  const codes = outcomes.map(({ status, exitCode }) =>
    status === 'cancelled' ? (stopped ?? exitCodes.interrupted) : exitCode,
  );
  return worst(codes);
}
