import { createLog, Journal } from '@lookalikes/stage-kit';
import type { RegionWork } from './carry-out.ts';
import { carryOut } from './carry-out.ts';
import type { ResumeCommandOptions } from './commands/resume.ts';
import type { NightOutcome } from './night/outcome.ts';
import { toResume } from './night/to-resume.ts';
import { prepare } from './prepare.ts';
import { regionsOf } from './regions-of.ts';
import { stages } from './stages.ts';

/**
 * Goes on with the newest night of each region, where it did not end well, from what is done.
 *
 * @returns the exit status: the worst of the nights'
 * @throws RunnerError `usage` where a region has no night to resume; what `run` throws
 */
export async function resume(options: ResumeCommandOptions): Promise<number> {
  const prepared = await prepare(stages, options.config);
  const journal = new Journal(await prepared.config.store.open({ root: prepared.root }));
  const work: RegionWork[] = [];
  const already: NightOutcome[] = [];
  for (const region of regionsOf(options, prepared)) {
    const found = await toResume(journal, region, options);
    if ('work' in found) work.push(found.work);
    else already.push(found.already);
  }
  const log = createLog(options.log ?? 'plain');
  for (const { region, runDate, attempt } of already) {
    const about = { code: 'nothing-to-resume', region, runDate, run: `${region}/${runDate}#${attempt}` };
    log.info(about, `${region}/${runDate} is done (attempt ${attempt}): nothing to resume`);
  }
  return carryOut({ work, already }, prepared, options);
}
