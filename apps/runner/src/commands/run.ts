import type { Region } from '@lookalikes/schema';
import type { LogFormat } from '@lookalikes/stage-kit';
import { parseDay } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { run } from '../run.ts';
import { forceUnlockOption, jsonOption, logOption } from './telling.ts';

/** Adds `lookalikes run`. */
export function addRun(program: Program): void {
  program
    .command('run')
    .description('run the night for its regions, side by side; a night that is done already is left alone')
    .option('--date <day>', 'the run date: a night sees what happened before it', parseDay)
    .option('--nights <file>', 'a file of run dates, one a line: run them in order, up to the first that fails')
    .option('--region <region>', 'only this region; may be given again', collectRegion)
    .addOption(configOption())
    .option('--only <stage...>', 'only these stages')
    .option('--from <stage>', 'from this stage on')
    .option('--to <stage>', 'up to this stage, included')
    .option('--again', 'run a night although it is done already')
    .addOption(forceUnlockOption())
    .addOption(logOption())
    .addOption(jsonOption())
    .action(async (options: RunCommandOptions) => {
      process.exitCode = await run(options);
    });
}

/** What `lookalikes run` was told. */
export interface RunCommandOptions {
  readonly date?: string;
  readonly nights?: string;
  readonly region?: readonly Region[];
  readonly config?: string;
  readonly only?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly again?: boolean;
  readonly forceUnlock?: boolean;
  readonly log?: LogFormat;
  readonly json?: boolean;
}
