import type { Progress, StageRecord } from '@lookalikes/stage-kit';
import type { NightOutcome } from '../night/outcome.ts';
import { count, seconds } from '../report/format.ts';

/** What a stage did, in a line: `1,204,310 rows in 12.3 s, 2 warnings`. */
export function stageText({ writes, seconds: took, warnings }: StageRecord): string {
  const rows = writes.reduce((sum, write) => sum + write.rows, 0);
  const warned = warnings.length === 0 ? '' : `, ${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
  return `${count(rows)} rows in ${seconds(took)}${warned}`;
}

/** How far a stage has come: `daily_tokens 2026-11-03 (4 of 37)`. */
export function progressText({ label, done, total }: Progress): string {
  if (done === undefined) return label;
  return `${label} (${count(done)}${total === undefined ? '' : ` of ${count(total)}`})`;
}

/** How a night came out, in a line, without its name. */
export function outcomeText(outcome: NightOutcome): string {
  const { status, stage, message = '', heldSegments: held = [] } = outcome;
  if (status === 'done') return held.length === 0 ? 'done' : `done, but ${heldText(held)}`;
  if (status === 'already') return `done already (attempt ${outcome.attempt}); --again runs it again`;
  const words = { failed: 'failed', held: 'held back', cancelled: 'stopped', 'not-begun': 'not begun' }[status];
  return `${words}${stage === undefined ? '' : ` at ${stage}`}: ${message}`;
}

/** Segments that were held back: `2 segments were held back: 1001, 1004`. */
const heldText = (held: readonly string[]): string =>
  `${held.length === 1 ? 'a segment was' : `${held.length} segments were`} held back: ${held.join(', ')}`;
