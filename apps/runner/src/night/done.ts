import type { PlannedStage, RunRecord, StageRecord } from '@lookalikes/stage-kit';

/**
 * The newest record of every stage of a night, over all its attempts; a stage that was held back or failed did not run.
 *
 * @param attempts - the attempts at one night, in order
 */
export function stagesDone(attempts: readonly RunRecord[]): Map<string, StageRecord> {
  const done = new Map<string, StageRecord>();
  for (const attempt of attempts) {
    for (const record of attempt.stages) {
      if (record.stage !== attempt.failure?.stage) done.set(record.stage, record);
    }
  }
  return done;
}

/** The stages that an attempt has finished, in order. */
const finishedStages = ({ stages, failure }: RunRecord): string[] =>
  stages.map(({ stage }) => stage).filter((name) => name !== failure?.stage);

/**
 * Whether a night needs nothing more: its newest attempt ended well, every stage of the plan has run, and none before
 * what it reads was last written. Attempts and their stages come one after the other, on whatever machines: their order tells
 * which was before, not their clocks.
 *
 * @param attempts - the attempts at one night, in order
 */
export function isDone(planned: readonly PlannedStage[], attempts: readonly RunRecord[]): boolean {
  if (attempts.at(-1)?.status !== 'done') return false;
  const last = new Map<string, number>();
  for (const [at, name] of attempts.flatMap(finishedStages).entries()) last.set(name, at);
  return planned.every(({ stage, after }) => {
    const own = last.get(stage.name);
    return own !== undefined && after.every((name) => (last.get(name) ?? 0) <= own);
  });
}
