import type { Day } from '@lookalikes/schema';
import { carryOut } from './carry-out.ts';
import type { RunCommandOptions } from './commands/run.ts';
import { RunnerError } from './error.ts';
import { readNights } from './night/nights-file.ts';
import type { Selection } from './night/select.ts';
import { select } from './night/select.ts';
import { prepare } from './prepare.ts';
import { regionsOf } from './regions-of.ts';
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
  const selection = selectionOf(options);
  const selected = select(prepared.planned, selection).map(({ stage }) => stage.name);
  const again = options.again ?? false;
  const forceUnlock = options.forceUnlock ?? false;
  const work = regionsOf(options, prepared).map((region) => ({
    region,
    nights,
    stages: selected,
    selection,
    again,
    forceUnlock,
  }));
  return carryOut({ work }, prepared, options);
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

function selectionOf({ only, from, to }: RunCommandOptions): Selection {
  return {
    ...(only === undefined ? {} : { only }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
