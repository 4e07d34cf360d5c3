import type { activityBuckets, RowOf, scoringBans, TokenModel } from '@lookalikes/schema';
import { listActivityBuckets } from '@lookalikes/schema';

/** The rows of `scoring_bans`: tokens that do not count, as the night's tokens have them. */
export function bansOf(
  models: readonly TokenModel[],
  activityWithout: readonly string[],
): RowOf<typeof scoringBans.v1>[] {
  const rows = (segment_id: string | null, names: readonly string[]) =>
    [...new Set(names)].map((name) => ({ segment_id, token: tokenOf(name) }));
  return [
    ...rows(null, activityWithout),
    ...models.flatMap(({ segment_id, banned_tokens }) => rows(segment_id, banned_tokens)),
  ];
}

/** The rows of `activity_buckets`, numbered from -1 downwards, where no token of the night is. */
export function bucketRows(): RowOf<typeof activityBuckets.v1>[] {
  return listActivityBuckets().map(({ kind, lowest, highest, token }, place) => ({
    kind: kind.replaceAll('-', '_'),
    lowest,
    highest,
    token,
    token_no: -1 - place,
  }));
}

/** The token that models name so: see `featureName` of the schema. */
const tokenOf = (name: string): string => (name.startsWith('@@') ? name.slice(1) : name);
