import type { SharedScoring } from './score-messages.ts';
import { scoreRange } from './score-rows.ts';
import type { ScoringParts } from './scoring-model.ts';

/** Rows that a thread takes at a time: few enough that the threads end together. */
const rowsAtATime = 1024;

/** Scores rows that nobody has taken yet until there are none. */
export function scoreShare({ matrix, scores, next }: SharedScoring, model: ScoringParts): void {
  for (;;) {
    const from = Atomics.add(next, 0, rowsAtATime);
    if (from >= matrix.rows) return;
    scoreRange({ matrix, model, scores }, from, Math.min(matrix.rows, from + rowsAtATime));
  }
}
