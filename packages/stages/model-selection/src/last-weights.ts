import type { Prior } from '@lookalikes/linear-model';
import type { FeatureMap, FoldStart, KeptModel, KeptWeights, WeightPrior } from '@lookalikes/schema';
import { featuresOf, readKeptWeights } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import type { ModelSelectionNight } from './manifest.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What last night's weights are multiplied by, for each prior that is made of them. */
const shares = { 'last-night': 1, 'half-last-night': 0.5 } as const;

/** A prior that is made of last night's weights. */
export type LastNightPrior = keyof typeof shares;

/** Whether a prior is made of last night's weights. */
export const isOfLastNight = (prior: WeightPrior): prior is LastNightPrior => prior in shares;

/** The prior that pulls to a share of some weights. */
export function shareOf(weights: Float32Array, prior: LastNightPrior): Prior {
  return { weights: weights.map((weight) => shares[prior] * weight) };
}

/** A segment's weights of last night, on tonight's columns: 0 where last night did not have the token. */
export interface LastWeights {
  readonly featureMap: FeatureMap;
  /** What tonight's model may be pulled to. */
  readonly refitted: Float32Array;
  /** What tonight's candidates may be pulled to, one for each part that judges them: made without the users of that part. */
  readonly parts: readonly Float32Array[];
}

/** Last night's weights, or why none of them can be used. */
export interface KeptNight {
  readonly reason: string | undefined;
  /** Where last night's folds but the first began. */
  readonly folds: readonly FoldStart[] | undefined;
  /** A segment's, as the object that lies in the store has them; undefined where it is not there. */
  readonly find: (segmentId: string) => Promise<{ readonly kept: KeptWeights; readonly model: KeptModel } | undefined>;
}

/**
 * Finds what last night has kept, unless it must not be used. Its fits know the users that they learned from, and tonight's candidates
 * are judged by users that no fit may know. So everybody who is there on both nights has to be in the same share.
 *
 * @throws StageKitError `corrupt` where an object is not what was written; SchemaError `bad-artifact`
 */
export async function readKeptNight(night: ModelSelectionNight): Promise<KeptNight> {
  const listed = await night.query('last_weights');
  const reason = await whyNot(night, listed.length);
  if (reason !== undefined) return { reason, folds: undefined, find: () => Promise.resolve(undefined) };
  const places = new Map(listed.map((row) => [row.segment_id, row]));
  let open: { readonly key: string; readonly kept: KeptWeights } | undefined;
  const read = async (key: string, sha256: string): Promise<KeptWeights> => {
    if (open?.key !== key) {
      const of = "last night's kept weights";
      const content = await getVerified(night.store, { key, sha256, of }, { signal: night.signal });
      open = { key, kept: readKeptWeights(content) };
    }
    return open.kept;
  };
  const [first] = listed;
  const { folds } = await read(first!.artifact, first!.artifact_sha256);
  return {
    reason: undefined,
    folds,
    find: async (segmentId) => {
      const place = places.get(segmentId);
      if (!place) return undefined;
      const kept = await read(place.artifact, place.artifact_sha256);
      const model = kept.models.find(({ segment_id }) => segment_id === segmentId);
      return model && { kept, model };
    },
  };
}

/** Why nothing of last night can be used; undefined where some of it may be. */
async function whyNot(night: ModelSelectionNight, models: number): Promise<string | undefined> {
  const weights = night.partition('last_kept_weights')?.date;
  if (weights === undefined) return 'no earlier night has kept its weights';
  const users = night.partition('last_users')?.date;
  if (users !== weights)
    return `the newest weights kept are of ${weights}, the newest users before tonight of ${users}`;
  if (models === 0) return `the night of ${weights} has kept no weights`;
  const [{ users: all, moved } = { users: 0n, moved: 0n }] = await night.query('moved_users');
  if (all === 0n) return `nobody of ${weights} is among tonight's users`;
  return moved === 0n
    ? undefined
    : `${moved} of ${all} users are in another share than on ${weights}: splitSalt, validationShare or testShare was another`;
}

/**
 * A segment's weights of last night on tonight's columns, or why its candidates cannot be pulled to them.
 *
 * @param last - of which some can be used
 * @param tonight - `by` and `folds`: how tonight's candidates are judged; `folds`: where each fold but the first begins
 */
export async function lastWeights(
  last: KeptNight,
  segmentId: string,
  tonight: {
    readonly by: KeptModel['judged_by'];
    readonly folds: readonly FoldStart[];
    readonly vocabulary: Vocabulary;
    readonly options: { readonly featureMaps: readonly FeatureMap[]; readonly activityValue: number };
  },
): Promise<LastWeights | string> {
  const found = await last.find(segmentId);
  if (!found) return 'last night has no model of the segment';
  const { kept, model } = found;
  const { feature_map: featureMap, activity_value, judged_by, parts, refitted } = model;
  const { by, folds, vocabulary, options } = tonight;
  if (!options.featureMaps.includes(featureMap))
    return `its feature map of last night, ${featureMap}, is none of tonight's`;
  if (featuresOf(featureMap).activity && activity_value !== options.activityValue) {
    return `activityValue is ${options.activityValue}, last night ${activity_value}`;
  }
  if (judged_by !== by) return `its candidates are judged by ${by}, last night by ${judged_by}`;
  if (by === 'folds') {
    if (kept.folds.length !== folds.length) return `${folds.length + 1} folds, last night ${kept.folds.length + 1}`;
    if (!sameStarts(kept.folds, folds)) return 'other folds than last night';
  }
  const columns = kept.tokens.map((token) => vocabulary.numbers.get(token));
  const onColumns = (weights: Float32Array): Float32Array => {
    const moved = new Float32Array(vocabulary.texts.length);
    columns.forEach((column, at) => {
      if (column !== undefined) moved[column] = weights[at]!;
    });
    return moved;
  };
  return { featureMap, refitted: onColumns(refitted), parts: parts.map(onColumns) };
}

const sameStarts = (one: readonly FoldStart[], other: readonly FoldStart[]): boolean =>
  one.every(({ share, user_key }, at) => share === other[at]!.share && user_key === other[at]!.user_key);
