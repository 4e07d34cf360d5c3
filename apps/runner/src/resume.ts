import type { Day, Region } from '@lookalikes/schema';
import type { RunRecord } from '@lookalikes/stage-kit';
import { chainOf, createLog, exitCodes, finishedIn, Journal } from '@lookalikes/stage-kit';
import type { RegionWork } from './carry-out.ts';
import { carryOut } from './carry-out.ts';
import type { ResumeCommandOptions } from './commands/resume.ts';
import { RunnerError } from './error.ts';
import type { NightOutcome } from './night/outcome.ts';
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
    const attempts = await newestNight(journal, region, options.date);
    const last = attempts.at(-1) as RunRecord;
    const { runDate, attempt } = last;
    if (last.status === 'done') {
      already.push({ region, runDate, status: 'already', exitCode: exitCodes.done, attempt });
    } else work.push(workOf(attempts, options));
  }
  const log = createLog(options.log ?? 'plain');
  for (const { region, runDate, attempt } of already) {
    const about = { code: 'nothing-to-resume', region, runDate, run: `${region}/${runDate}#${attempt}` };
    log.info(about, `${region}/${runDate} is done (attempt ${attempt}): nothing to resume`);
  }
  return carryOut({ work, already }, prepared, options);
}

/** The attempts at the night of a region that was tried last, or at that of a date. */
async function newestNight(journal: Journal, region: Region, date: Day | undefined): Promise<RunRecord[]> {
  const all = date === undefined ? await journal.all([region]) : await journal.attempts(region, date);
  const last = all.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1);
  if (last) return all.filter(({ runDate }) => runDate === last.runDate);
  throw new RunnerError(
    'usage',
    `${region} has no run ${date === undefined ? 'on record' : `of ${date} on record`}: lookalikes run --date begins one`,
  );
}

function workOf(attempts: readonly RunRecord[], options: ResumeCommandOptions): RegionWork {
  const chain = chainOf(attempts);
  const { region, runDate, attempt } = chain.at(-1) as RunRecord;
  const { asked } = chain[0] as RunRecord;
  const done = finishedIn(chain);
  return {
    region,
    nights: [runDate],
    stages: asked.filter((name) => !done.has(name)),
    selection: { only: asked },
    again: true,
    resume: { attempt, acceptChanges: options.acceptChanges ?? false },
    forceUnlock: options.forceUnlock ?? false,
  };
}
