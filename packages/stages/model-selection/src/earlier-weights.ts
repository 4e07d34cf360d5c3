import type { Prior } from '@lookalikes/linear-model';
import type {
  Day,
  FeatureMap,
  FoldStart,
  keptWeights,
  KeptModel,
  KeptWeights,
  RowOf,
  WeightPrior,
} from '@lookalikes/schema';
import { featuresOf, readKeptWeights } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import type { ModelSelectionNight } from './manifest.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The share of an earlier night's weights that tonight's are pulled to, so that what was learned long ago fades. Found on
 * online-retail-ii: 0.3 to 0.7 are alike, 1 is worse.
 */
const pull = 0.5;

/** A segment's weights of an earlier night, on tonight's columns: 0 where that night did not have the token. */
export interface EarlierWeights {
  readonly featureMap: FeatureMap;
  /** What tonight's model may be pulled to. */
  readonly refitted: Float32Array;
  /** What tonight's candidates may be pulled to, one for each part that judges them: made without the users of that part. */
  readonly parts: readonly Float32Array[];
}

/** What earlier nights have kept. */
export interface EarlierNights {
  /** Why nothing of it can be learned on from tonight; undefined where something may be. */
  readonly reason: string | undefined;
  /** The night since which nobody has changed shares; tonight where somebody has, or nobody can tell. */
  readonly sharesSince: Day;
  /** Where the folds of the night before begin, but the first. */
  readonly folds: readonly FoldStart[] | undefined;
  /** What a segment may learn on from tonight; undefined where there is nothing. */
  readonly find: (segmentId: string) => Promise<FoundWeights | undefined>;
}

/** The weights of a segment as they were kept, and when. */
export interface FoundWeights {
  readonly keptOn: Day;
  readonly kept: Pick<KeptWeights, 'tokens' | 'folds'>;
  readonly model: KeptModel;
}

/** Whether some of these priors are made of an earlier night's weights. */
export const learnsOn = (priors: readonly WeightPrior[]): boolean =>
  priors.some((prior) => prior === 'earlier-night' || prior === 'earlier-neighbours');

/** The prior that pulls to an earlier night's weights. */
export const pullTo = (weights: Float32Array): Prior => ({ weights: weights.map((weight) => pull * weight) });

/**
 * Finds what earlier nights have kept, as far as it may be used. Its fits know the users that they learned from, and tonight's candidates
 * are judged by users that no fit may know: so whoever is there on two nights that follow each other has to be in the same share on
 * both, from the night that kept the weights to tonight.
 *
 * @throws StageKitError `corrupt` where an object is not what was written; SchemaError `bad-artifact`
 */
export async function readEarlierNights(night: ModelSelectionNight): Promise<EarlierNights> {
  const [last] = await night.query('last_kept');
  const cut = await whyCut(night, last !== undefined);
  if (last === undefined || cut !== undefined) {
    return { reason: cut, sharesSince: night.runDate, folds: undefined, find: () => Promise.resolve(undefined) };
  }
  const { shares_since: sharesSince } = last;
  const read = reader(night);
  const { folds } = await read(last);
  const usable = await night.query('kept_before', { since: sharesSince });
  const rows = new Map(usable.map((row) => [row.segment_id, row]));
  return {
    reason: rows.size === 0 ? 'no night from before the label window has kept its weights' : undefined,
    sharesSince,
    folds,
    find: async (segmentId) => {
      const row = rows.get(segmentId);
      if (!row) return undefined;
      const kept = await read(row);
      const model = kept.models.find(({ segment_id }) => segment_id === segmentId);
      return model && { keptOn: row.kept_on, kept, model };
    },
  };
}

/** Why nothing of what was kept is of use any more; undefined where it may be. */
async function whyCut(night: ModelSelectionNight, hasKept: boolean): Promise<string | undefined> {
  const kept = night.partition('last_kept_weights')?.date;
  if (kept === undefined) return 'no earlier night has kept its weights';
  const users = night.partition('last_users')?.date;
  if (users !== kept) return `the newest weights kept are of ${kept}, the newest users before tonight of ${users}`;
  if (!hasKept) return `the night of ${kept} has kept no weights`;
  const [{ users: all, moved } = { users: 0n, moved: 0n }] = await night.query('moved_users');
  if (all === 0n) return `nobody of ${kept} is among tonight's users`;
  if (moved === 0n) return undefined;
  return `${moved} of ${all} users are in another share than on ${kept}: splitSalt, validationShare or testShare was another`;
}

/** Reads the objects that rows name; the newest read is held, as segments that follow each other lie together. */
function reader({ store, signal }: ModelSelectionNight) {
  let held: { readonly key: string; readonly kept: KeptWeights } | undefined;
  return async (row: Pick<RowOf<typeof keptWeights.v1>, 'artifact' | 'artifact_sha256'>): Promise<KeptWeights> => {
    const { artifact: key, artifact_sha256: sha256 } = row;
    if (held?.key !== key) {
      const content = await getVerified(store, { key, sha256, of: "an earlier night's weights" }, { signal });
      held = { key, kept: readKeptWeights(content) };
    }
    return held.kept;
  };
}

/** How candidates are judged tonight, and what their columns are. */
export interface Tonight {
  readonly by: KeptModel['judged_by'];
  /** Where each fold but the first begins. */
  readonly folds: readonly FoldStart[];
  readonly vocabulary: Vocabulary;
  readonly options: { readonly featureMaps: readonly FeatureMap[]; readonly activityValue: number };
}

/** A segment's weights of an earlier night on tonight's columns, or why tonight's cannot be pulled to them. */
export function earlierWeights({ keptOn, kept, model }: FoundWeights, tonight: Tonight): EarlierWeights | string {
  const { feature_map: featureMap, activity_value, judged_by, parts, refitted } = model;
  const { by, folds, vocabulary, options } = tonight;
  if (!options.featureMaps.includes(featureMap))
    return `its feature map of ${keptOn}, ${featureMap}, is none of tonight's`;
  if (featuresOf(featureMap).activity && activity_value !== options.activityValue) {
    return `activityValue is ${options.activityValue}, on ${keptOn} it was ${activity_value}`;
  }
  if (judged_by !== by) return `its candidates are judged by ${by}, on ${keptOn} by ${judged_by}`;
  if (by === 'folds' && !sameStarts(kept.folds, folds)) {
    return `its ${folds.length + 1} folds are not the ${kept.folds.length + 1} of ${keptOn}`;
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
  one.length === other.length &&
  one.every(({ share, user_key }, at) => share === other[at]!.share && user_key === other[at]!.user_key);
