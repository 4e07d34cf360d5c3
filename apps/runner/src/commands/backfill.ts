import type { Region } from '@lookalikes/schema';
import type { LogFormat } from '@lookalikes/stage-kit';
import { addDays, eachDay, parseDay } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { carryOut } from '../carry-out.ts';
import { RunnerError } from '../error.ts';
import { prepare } from '../prepare.ts';
import { regionsOf } from '../regions-of.ts';
import { stages } from '../stages.ts';
import { forceUnlockOption, jsonOption, logOption } from './telling.ts';

/** Adds `lookalikes backfill`. */
export function addBackfill(program: Program): void {
  program
    .command('backfill')
    .description('run the nights of some days, in order, each region up to its first night that does not end well')
    .requiredOption('--from <day>', 'the first run date', parseDay)
    .requiredOption('--to <day>', 'the last run date, included', parseDay)
    .option('--missing-only', 'leave nights alone that are done already')
    .option('--region <region>', 'only this region; may be given again', collectRegion)
    .addOption(configOption())
    .addOption(forceUnlockOption())
    .addOption(logOption())
    .addOption(jsonOption())
    .action(async (options: BackfillCommandOptions) => {
      process.exitCode = await backfill(options);
    });
}

interface BackfillCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly missingOnly?: boolean;
  readonly region?: readonly Region[];
  readonly config?: string;
  readonly forceUnlock?: boolean;
  readonly log?: LogFormat;
  readonly json?: boolean;
}

async function backfill(options: BackfillCommandOptions): Promise<number> {
  const { from, to, missingOnly = false, forceUnlock = false } = options;
  const nights = eachDay({ from, to: addDays(to, 1) });
  if (nights.length === 0) throw new RunnerError('usage', `--from ${from} comes after --to ${to}: put them in order`);
  const prepared = await prepare(stages, options.config);
  const names = prepared.planned.map(({ stage }) => stage.name);
  const work = regionsOf(options, prepared).map((region) => ({
    region,
    nights,
    stages: names,
    selection: {},
    again: !missingOnly,
    forceUnlock,
  }));
  return carryOut({ work }, prepared, options);
}
