import type { Day, Region } from '@lookalikes/schema';
import { exitCodes, stopSignal } from '@lookalikes/stage-kit';
import type { RunCommandOptions } from './commands/run.ts';
import type { Agenda, Display } from './display/display.ts';
import { noDisplay } from './display/display.ts';
import { LiveDisplay } from './display/live.ts';
import { plainDisplay } from './display/plain.ts';
import { RunnerError } from './error.ts';
import { readNights } from './night/nights-file.ts';
import { closeRecord } from './night/close-record.ts';
import type { NightOutcome } from './night/outcome.ts';
import { worst } from './night/outcome.ts';
import type { Selection } from './night/select.ts';
import { select } from './night/select.ts';
import { print, printJson } from './output.ts';
import type { Prepared } from './prepare.ts';
import { prepare } from './prepare.ts';
import { outcomesJson, outcomesText } from './report/outcomes.ts';
import { runRegion } from './run-region.ts';
import { stages } from './stages.ts';

/**
 * Runs nights for their regions, side by side, and prints how they came out.
 *
 * @returns the exit status: the worst of the nights'
 * @throws RunnerError `usage` or `config`, StageKitError `config` or `plan`, before anything is run
 */
export async function run(options: RunCommandOptions): Promise<number> {
  const nights = await nightsOf(options);
  const prepared = await prepare(stages, options.config);
  const regions = regionsOf(options, prepared);
  const selection = selectionOf(options);
  const selected = select(prepared.planned, selection).map(({ stage }) => stage.name);

  using stop = stopSignal();
  const display = displayOf(options, { regions, nights, stages: selected });
  const running = regions.map((region) =>
    runRegion(
      { region, config: prepared.file, nights, selection, again: options.again ?? false, log: logOf(options) },
      { signal: stop.signal, onEvent: (event) => display.show(region, event) },
    ),
  );
  const told = (await Promise.all(running)).flat();
  await display.end();

  const store = await prepared.config.store.open({ root: prepared.root });
  const outcomes = await Promise.all(told.map((outcome) => closeRecord(store, outcome)));
  if (options.json) printJson(await outcomesJson(store, outcomes));
  else print(await outcomesText(store, outcomes));
  return exitStatus(outcomes, stop.exitCode);
}

async function nightsOf({ date, nights }: RunCommandOptions): Promise<readonly Day[]> {
  if (date !== undefined && nights !== undefined) {
    throw new RunnerError('usage', '--date names one night and --nights a file of them: give one of the two');
  }
  if (date !== undefined) return [date];
  if (nights !== undefined) return readNights(nights);
  throw new RunnerError(
    'usage',
    'which night? Give its run date, as in --date 2026-11-21, or a file of them with --nights',
  );
}

function regionsOf({ region }: RunCommandOptions, { config, file }: Prepared): readonly Region[] {
  const other = region?.find((asked) => !config.regions.includes(asked));
  if (other === undefined) return region ?? config.regions;
  throw new RunnerError('usage', `--region ${other}: the regions of ${file} are ${config.regions.join(', ')}`);
}

function selectionOf({ only, from, to }: RunCommandOptions): Selection {
  return {
    ...(only === undefined ? {} : { only }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** What the regions' processes log; on a terminal the display says it all. */
const logOf = (options: RunCommandOptions) => options.log ?? (isLive(options) ? 'none' : 'plain');

function displayOf(options: RunCommandOptions, agenda: Agenda): Display {
  if (isLive(options)) return new LiveDisplay(agenda);
  return logOf(options) === 'plain' ? plainDisplay((line) => process.stderr.write(`${line}\n`)) : noDisplay;
}

const isLive = ({ log, json }: RunCommandOptions): boolean =>
  log === undefined && json !== true && process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'];

function exitStatus(outcomes: readonly NightOutcome[], stopped: number | undefined): number {
  const codes = outcomes.map(({ status, exitCode }) =>
    status === 'cancelled' ? (stopped ?? exitCodes.interrupted) : exitCode,
  );
  return worst(codes);
}
