import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { exitCodes } from '@lookalikes/stage-kit';
import type { FromRegion, NightEvent, RegionRequest, ToRegion } from './night/messages.ts';
import type { NightOutcome } from './night/outcome.ts';
import { traceEnvironment } from './telemetry/trace-context.ts';

/** Beside this file, both as source and as built. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('./region-process.ts', import.meta.url)
  : new URL('./region-process.js', import.meta.url);

/** How long a region's process may take to stop; together with what the command still does, less than 10 s. */
const graceMs = 8_000;

/** The attempt that a region's process was last heard of at. */
type Begun = Pick<Extract<FromRegion, { readonly kind: 'stage-begins' }>, 'runDate' | 'attempt'>;

/** How a region's process is watched. */
export interface RegionWatch {
  readonly signal: AbortSignal;
  readonly onEvent: (event: NightEvent) => void;
}

/**
 * Runs a region's nights in a process of their own: two regions use two cores, and one that dies takes nothing with it.
 *
 * An aborted signal asks the process to stop, and it is waited for, up to 8 s; then it is ended, and its night is cancelled
 * all the same. Should this process end first, so does it.
 *
 * @returns an outcome a night, up to the first that did not end well
 * @example await runRegion({ region: 'amer', config, nights: ['2026-11-21'], selection: {}, again: false, forceUnlock: false, log: 'plain' }, watch)
 */
export async function runRegion(request: RegionRequest, { signal, onEvent }: RegionWatch): Promise<NightOutcome[]> {
  const outcomes: NightOutcome[] = [];
  let complete = false;
  let begun: Begun | undefined;
  const env = { ...process.env, ...traceEnvironment() };
  const child = fork(entry, { env, stdio: ['ignore', process.stderr, process.stderr, 'ipc'] });
  const say = (message: ToRegion): void => {
    if (child.connected) child.send(message);
  };
  let grace: NodeJS.Timeout | undefined;
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const stop = (): void => {
    say({ kind: 'stop', why: (signal.reason as Error).message });
    grace ??= setTimeout(kill, graceMs);
  };
  signal.addEventListener('abort', stop);
  process.on('exit', kill);
  child.on('message', (message: FromRegion) => {
    if (message.kind === 'end') complete = true;
    else {
      if (message.kind === 'outcome') outcomes.push(message.outcome);
      if (message.kind === 'stage-begins') begun = message;
      onEvent(message);
    }
  });
  say({ kind: 'run', request });
  if (signal.aborted) stop();
  try {
    const ending = await ended(child);
    if (complete) return outcomes;
    const stopped = signal.aborted ? (signal.reason as Error).message : undefined;
    const outcome = lost(request, outcomes.length, { ending, stopped, begun });
    onEvent({ kind: 'outcome', outcome });
    return [...outcomes, outcome];
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  }
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal === null ? `with status ${String(code)}` : `by ${signal}`));
  });
}

/** The outcome of the night that a process was at when it ended without a word. */
function lost(
  { region, nights }: RegionRequest,
  at: number,
  { ending, stopped, begun }: { ending: string; stopped: string | undefined; begun: Begun | undefined },
): NightOutcome {
  const runDate = nights[at] ?? String(nights.at(-1));
  const died = {
    region,
    runDate,
    ...(begun?.runDate === runDate ? { attempt: begun.attempt } : {}),
    died: true,
  } as const;
  if (stopped !== undefined) {
    const late = `${stopped}; it did not end by itself within ${graceMs / 1000} s and was ended ${ending}`;
    return { ...died, status: 'cancelled', exitCode: exitCodes.failed, message: late };
  }
  const message =
    `the process of ${region} ended ${ending} in the middle of the night. What it had published stays; lookalikes ` +
    'resume goes on. If the machine ran out of memory, give the engine less in the config (memoryLimit).';
  return { ...died, status: 'failed', exitCode: exitCodes.failed, message };
}
