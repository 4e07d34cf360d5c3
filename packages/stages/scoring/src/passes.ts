import type { RowOf, scoringSegments, TokenModel } from '@lookalikes/schema';
import { featuresOf } from '@lookalikes/schema';

/** Segments a pass: the columns of `scoring_weights`. */
const places = Array.from({ length: 16 }, (_, place) => `s${String(place).padStart(2, '0')}`);

/** The passes over the histories. */
export interface Passes {
  /** The rows of `scoring_segments`. */
  readonly segments: readonly RowOf<typeof scoringSegments.v1>[];
  /** By pass: whether a token is worth its level, else 1. */
  readonly passes: readonly boolean[];
  /** Whether any model looks at activity. */
  readonly activity: boolean;
}

/**
 * Gives each model its pass and its place in it: models whose tokens are worth the same go together, sixteen a pass.
 *
 * @param users - how many users to choose, by model
 * @example planPasses(models, sizes).passes; // [false, true, true]
 */
export function planPasses(models: readonly TokenModel[], users: readonly number[]): Passes {
  const segments: RowOf<typeof scoringSegments.v1>[] = [];
  const passes: boolean[] = [];
  for (const counts of [false, true]) {
    const alike = [...models.entries()].filter(([, model]) => featuresOf(model.feature_map).counts === counts);
    for (const [at, [number, { segment_id, feature_map, bias, activity_value }]] of alike.entries()) {
      if (at % places.length === 0) passes.push(counts);
      segments.push({
        segment_id,
        pass: passes.length - 1,
        place: places[at % places.length]!,
        bias,
        activity_value,
        scaled: featuresOf(feature_map).rowScale !== 'none',
        users: users[number]!,
      });
    }
  }
  return { segments, passes, activity: models.some(({ activity_value }) => activity_value > 0) };
}
