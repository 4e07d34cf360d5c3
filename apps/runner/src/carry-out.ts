import type { Log, LogFormat } from '@lookalikes/stage-kit';
import { createLog, exitCodes, spanned, stopSignal } from '@lookalikes/stage-kit';
import { context } from '@opentelemetry/api';
import type { Display, RegionAgenda } from './display/display.ts';
import { noDisplay } from './display/display.ts';
import { jsonDisplay } from './display/json.ts';
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
import { startOpenTelemetry } from './telemetry/open-telemetry.ts';
import { tellDied } from './telemetry/tell-died.ts';
import { contextFrom } from './telemetry/trace-context.ts';
import { tellWebhook } from './telemetry/webhook/tell-webhook.ts';

/** What is to be done for one region. */
export type RegionWork = RegionAgenda & Pick<RegionRequest, 'selection' | 'again' | 'resume' | 'forceUnlock'>;

/** How to say what goes on, and what came of it. */
export interface Telling {
  readonly log?: LogFormat | undefined;
  readonly json?: boolean | undefined;
}

/** What is to be done: a region each; `already`: outcomes that are known before anything is run. */
interface Work {
  readonly work: readonly RegionWork[];
  readonly already?: readonly NightOutcome[];
}

/**
 * Runs regions side by side, each in its own process, prints how their nights came out, and tells whom the config names.
 *
 * @returns the exit status: the worst of the nights'
 */
export async function carryOut(work: Work, prepared: Prepared, telling: Telling): Promise<number> {
  // A live display has ended by the time there is something to say here.
  const log = createLog(isLive(telling) ? 'plain' : logOf(telling));
  const telemetry = await startOpenTelemetry(log);
  const named = { name: 'lookalikes', attributes: {} };
  try {
    return await context.with(contextFrom(process.env), () =>
      spanned(named, () => carryOutAll(work, prepared, { ...telling, to: log })),
    );
  } finally {
    await telemetry?.end();
  }
}

async function carryOutAll(
  { work, already = [] }: Work,
  prepared: Prepared,
  telling: Telling & { readonly to: Log },
): Promise<number> {
  using stop = stopSignal();
  const display = displayOf(telling, work, prepared);
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
  const closed = await Promise.all(told.map((outcome) => closeRecord(store, outcome)));
  const outcomes = [...already, ...closed];
  if (telling.json) printJson(await outcomesJson(store, outcomes));
  else print(await outcomesText(store, outcomes));
  const { config, root, planned } = prepared;
  await Promise.all([
    tellWebhook(closed, { config, root, log: telling.to, signal: stop.signal }),
    tellDied(
      closed.filter((outcome, at) => outcome !== told[at]),
      { config, root, store, log: telling.to, planned },
    ),
  ]);
  return exitStatus(outcomes, stop.exitCode);
}

/** What the regions' processes log; on a terminal the display says it all. */
const logOf = (telling: Telling) => telling.log ?? (isLive(telling) ? 'none' : 'plain');

function displayOf(
  telling: Telling & { readonly to: Log },
  agenda: readonly RegionAgenda[],
  { config }: Prepared,
): Display {
  if (isLive(telling)) return new LiveDisplay(agenda);
  const heartbeatSeconds = config.telling?.heartbeatSeconds ?? 60;
  const format = logOf(telling);
  if (format === 'json') return jsonDisplay(telling.to, heartbeatSeconds);
  const write = (line: string): void => void process.stderr.write(`${line}\n`);
  return format === 'plain' ? plainDisplay({ write, heartbeatSeconds }) : noDisplay;
}

const isLive = ({ log, json }: Telling): boolean =>
  log === undefined && json !== true && process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'];

function exitStatus(outcomes: readonly NightOutcome[], stopped: number | undefined): number {
  const codes = outcomes.map(({ status, exitCode }) =>
    status === 'cancelled' ? (stopped ?? exitCodes.interrupted) : exitCode,
  );
  return worst(codes);
}
