import type { Region } from '@lookalikes/schema';
import type { LogFormat } from '@lookalikes/stage-kit';
import { parseDay } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { resume } from '../resume.ts';
import { forceUnlockOption, jsonOption, logOption } from './telling.ts';

/** Adds `lookalikes resume`. */
export function addResume(program: Program): void {
  program
    .command('resume')
    .description('go on with the newest night that did not end well, from what is done, as it was begun')
    .option('--date <day>', 'the night of this run date, in place of the one that was run last', parseDay)
    .option('--region <region>', 'only this region; may be given again', collectRegion)
    .addOption(configOption())
    .option('--accept-changes', 'go on although config or a package has changed since; what is done stays as it is')
    .addOption(forceUnlockOption())
    .addOption(logOption())
    .addOption(jsonOption())
    .action(async (options: ResumeCommandOptions) => {
      process.exitCode = await resume(options);
    });
}

/** What `lookalikes resume` was told. */
export interface ResumeCommandOptions {
  readonly date?: string;
  readonly region?: readonly Region[];
  readonly config?: string;
  readonly acceptChanges?: boolean;
  readonly forceUnlock?: boolean;
  readonly log?: LogFormat;
  readonly json?: boolean;
}
