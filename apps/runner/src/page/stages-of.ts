import type { JournalledEffect, RunRecord, StageRecord } from '@lookalikes/stage-kit';
import type { PageStage, PageStep } from './page-data.ts';

/** A stage's newest record, the attempt that it is of, and what that attempt's journal still has. */
export interface StageOfAttempt {
  readonly record: StageRecord;
  readonly attempt: Pick<RunRecord, 'attempt' | 'startedAt'>;
  readonly effects: readonly JournalledEffect[];
}

/** A stage for the page: how long it took, step by step, and what it wrote. */
export function pageStage({ record, attempt, effects }: StageOfAttempt, bytes: number | null): PageStage {
  const began = Date.parse(record.startedAt);
  const rows = record.writes.reduce((sum, write) => sum + write.rows, 0);
  return {
    stage: record.stage,
    version: record.version,
    attempt: attempt.attempt,
    at: seconds(began - Date.parse(attempt.startedAt)),
    seconds: record.seconds,
    rows,
    bytes,
    warnings: record.warnings.length,
    steps: stepsOf(record, effects, began),
  };
}

/** What the stage wrote, in order; the days of one dataset are one step. */
function stepsOf({ writes }: StageRecord, effects: readonly JournalledEffect[], began: number): PageStep[] {
  const begins = new Map(
    effects.flatMap(({ effect, at }) => ('writeId' in effect ? [[effect.writeId, Date.parse(at)] as const] : [])),
  );
  const steps = [...Map.groupBy(writes, ({ name }) => name)].map(([name, of]): PageStep => {
    const at = of.flatMap(({ writeId }) => begins.get(writeId) ?? []);
    return {
      name: of.length === 1 ? name : `${name}, ${of.length} days`,
      at: at.length === 0 ? null : seconds(Math.min(...at) - began),
      seconds: of.reduce((sum, write) => sum + write.seconds, 0),
      rows: of.reduce((sum, write) => sum + write.rows, 0),
    };
  });
  return steps.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** Never before the beginning: two clocks may have told the two times. */
const seconds = (milliseconds: number): number => Math.max(0, milliseconds / 1000);
