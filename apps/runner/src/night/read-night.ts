import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';
import { Journal } from '@lookalikes/stage-kit';
import type { NightName } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import type { SegmentFigures } from '../report/segments.ts';
import { segmentFigures } from '../report/segments.ts';
import { stagesDone } from './done.ts';
import type { Evaluation } from './read-evaluations.ts';
import { readEvaluations } from './read-evaluations.ts';

/** One attempt at a night, and what is known of each segment after it: of stages it did not run, from the attempts before. */
export type NightReport = RunRecord & {
  readonly segments: readonly SegmentFigures[];
  readonly evaluations: readonly Evaluation[];
};

/**
 * Reads a night back from the object store: the journal, and the report of evaluations.
 *
 * @throws RunnerError `usage` where there is no such night or attempt, naming those there are
 */
export async function readNight(store: ObjectStore, { region, runDate, attempt }: NightName): Promise<NightReport> {
  const journal = new Journal(store);
  const attempts = await journal.attempts(region, runDate);
  const upTo = attempts.filter((record) => attempt === undefined || record.attempt <= attempt);
  const record = upTo.at(-1);
  if (record && (attempt === undefined || record.attempt === attempt)) {
    const stages = [...stagesDone(upTo).values()];
    return { ...record, segments: segmentFigures(stages), evaluations: await readEvaluations(store, stages) };
  }
  if (attempts.length > 0) {
    throw new RunnerError(
      'usage',
      `${region}/${runDate} has no attempt ${attempt}: there ${attempts.length === 1 ? 'is attempt 1' : `are attempts 1 to ${attempts.length}`}`,
    );
  }
  const known = [...new Set((await journal.all([region])).map((other) => other.runDate))];
  const near = known.length === 0 ? `${region} has none` : `the newest of ${region} are ${known.slice(-5).join(', ')}`;
  throw new RunnerError('usage', `no run of ${region}/${runDate} is on record in ${store.name}; ${near}`);
}
