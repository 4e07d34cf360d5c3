import type { Day, Region } from '@lookalikes/schema';
import type { Journal, RunRecord } from '@lookalikes/stage-kit';
import { chainOf, exitCodes, finishedIn } from '@lookalikes/stage-kit';
import type { RegionWork } from '../carry-out.ts';
import type { ResumeCommandOptions } from '../commands/resume.ts';
import { RunnerError } from '../error.ts';
import type { NightOutcome } from './outcome.ts';

/** What there is to resume of a region: work, or a night that is done already. */
export type ToResume = { readonly work: RegionWork } | { readonly already: NightOutcome };

/**
 * Finds the night of a region that a resume goes on with, and what is left of it.
 *
 * @throws RunnerError `usage` where the region has no such night on record
 */
export async function toResume(
  journal: Journal,
  region: Region,
  options: Pick<ResumeCommandOptions, 'date' | 'acceptChanges' | 'forceUnlock'>,
): Promise<ToResume> {
  const attempts = await newestNight(journal, region, options.date);
  const { status, runDate, attempt } = attempts.at(-1) as RunRecord;
  if (status !== 'done') return { work: workOf(attempts, options) };
  return { already: { region, runDate, status: 'already', exitCode: exitCodes.done, attempt } };
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

function workOf(attempts: readonly RunRecord[], options: Parameters<typeof toResume>[2]): RegionWork {
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
