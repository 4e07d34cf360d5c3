import type { FixedColumns, RowScale, SparseMatrix } from '@lookalikes/linear-model';
import type { FeatureMap } from '@lookalikes/schema';
import { featuresOf } from '@lookalikes/schema';

/** Rows as a feature map has them, in the words of the learner. */
export interface LearnerView {
  readonly matrix: SparseMatrix;
  readonly rowScale: RowScale;
  /** Activity: worth 0 where the map has none. */
  readonly fixed: FixedColumns;
}

/**
 * Shows rows as a feature map has them; nothing is copied.
 *
 * @param of - the rows, with levels and activity, and how many of their columns are tokens
 * @param activityValue - what an activity token is worth, where the map has any
 * @example learnerView(examples, 'decayed+activity', 0.3).rowScale; // 'inverse-sqrt-length'
 */
export function learnerView(
  { matrix, tokens }: { readonly matrix: SparseMatrix; readonly tokens: number },
  map: FeatureMap,
  activityValue: number,
): LearnerView {
  const { counts, rowScale, activity } = featuresOf(map);
  const { levels: _levels, levelValues: _values, ...presence } = matrix;
  return { matrix: counts ? matrix : presence, rowScale, fixed: { from: tokens, value: activity ? activityValue : 0 } };
}
