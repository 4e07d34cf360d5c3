/** What a segment has asked of the night. */
export interface SegmentWork {
  readonly id: string;
  /** Passes over the rows that its candidates took. */
  readonly epochs: number;
  /** Users of its audience. */
  readonly reach: number;
  /** Lines delivered of it. */
  readonly lines: number;
}

/** What a stage's time goes by; of others, each segment has an equal part. */
const measures: Readonly<Record<string, (work: SegmentWork) => number>> = {
  'model-selection': ({ epochs }) => epochs,
  scoring: ({ reach }) => (reach > 0 ? 1 : 0),
  'guard-rails': ({ reach }) => (reach > 0 ? 1 : 0),
  sync: ({ lines }) => lines,
};

/**
 * Splits the time of a night's stages among its segments: that of model-selection by the passes that a segment's candidates took, that
 * of sync by the lines delivered, that of scoring and guard-rails in equal parts among those that have an audience, that of the others
 * in equal parts. The segments are worked on together, so that no clock could tell them apart; what is split adds up to what was taken.
 *
 * @returns seconds by segment
 */
export function segmentSeconds(
  stages: readonly { readonly stage: string; readonly seconds: number }[],
  segments: readonly SegmentWork[],
): Map<string, number> {
  const split = new Map(segments.map(({ id }) => [id, 0]));
  for (const { stage, seconds } of stages) {
    const measured = segments.map((work) => measures[stage]?.(work) ?? 1);
    const sum = measured.reduce((total, part) => total + part, 0);
    for (const [at, { id }] of segments.entries()) {
      const part = sum === 0 ? 1 / segments.length : measured[at]! / sum;
      split.set(id, split.get(id)! + seconds * part);
    }
  }
  return split;
}
