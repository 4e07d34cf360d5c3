import type { Fit, Prior } from '@lookalikes/linear-model';
import { columnsNamed, correctPrior, fitPath, scoreLane } from '@lookalikes/linear-model';
import type { FeatureMap, TokenModel } from '@lookalikes/schema';
import { featuresOf } from '@lookalikes/schema';
import { labelsOf } from './examples.ts';
import { laneOf, whyUntrainable } from './lane.ts';
import { learnerView } from './learner-view.ts';
import type { Share } from './shares.ts';
import type { Segment, Training } from './training.ts';

/** A segment that is ready to be fitted: labels of all examples, and the columns that are no feature. */
export interface Prepared {
  readonly segment: Segment;
  readonly labels: Uint8Array;
  readonly banned: Int32Array;
}

/** Prepares a segment; a text says why nothing can be learned for it. */
export function prepare({ examples, shares, vocabulary }: Training, segment: Segment): Prepared | string {
  const labels = labelsOf(examples, segment.number);
  const banned = columnsNamed(segment.banned, vocabulary.numbers);
  const { matrix, to } = shares.train;
  return (
    whyUntrainable(matrix, labels.subarray(0, to), { banned, tokens: vocabulary.tokens }) ?? { segment, labels, banned }
  );
}

/** A fit to make: a segment, what the rows count as, and the strengths. */
export interface LaneToFit {
  readonly prepared: Prepared;
  /** As long as the share has rows. */
  readonly labels: Uint8Array;
  readonly strengths: readonly number[];
  /** Absent: weights are pulled to 0. */
  readonly prior?: Prior;
}

/**
 * Fits some lanes on one share: every strength of each, in order.
 *
 * @returns the fits by lane; biases as learned on the sampled negatives
 */
export async function fitLanes(
  { signal, vocabulary, options }: Training,
  lanesToFit: readonly LaneToFit[],
  of: {
    readonly featureMap: FeatureMap;
    readonly share: Share;
    /** Passes over the rows that a fit may take. */
    readonly maxEpochs: number;
    readonly onProgress: (done: number) => void;
  },
): Promise<Fit[][]> {
  const { featureMap, share, maxEpochs, onProgress } = of;
  const lanes = lanesToFit.map(({ prepared, labels, prior }) =>
    laneOf(prepared.segment.id, labels, { banned: prepared.banned, prior }),
  );
  const fits: Fit[][] = lanes.map(() => []);
  if (lanes.length === 0) return fits;
  const strengths = (lane: number) => lanesToFit[lane]!.strengths;
  const view = learnerView({ matrix: share.matrix, tokens: vocabulary.tokens }, featureMap, options.activityValue);
  const problem = { ...view, lanes };
  for await (const fit of fitPath(problem, { strengths, maxEpochs, signal, onProgress })) fits[fit.lane]!.push(fit);
  return fits;
}

/** The strengths of a feature map: activity has a scale of its own and asks for no others. */
export function strengthsOf({ strengths }: Training['options'], featureMap: FeatureMap): readonly number[] {
  return strengths[featureMap.replace('+activity', '') as keyof typeof strengths];
}

/** A fit, and the rows to judge it by. */
interface JudgedFit {
  readonly fit: Fit;
  readonly featureMap: FeatureMap;
  readonly share: Share;
}

/** The margins that a fit gives the rows of a share, with the bias of the whole population. */
export function marginsOf(
  { vocabulary, options }: Training,
  { segment, banned }: Prepared,
  { fit, featureMap, share }: JudgedFit,
): Float64Array {
  const corrected = { weights: fit.weights, bias: correctPrior(fit.bias, segment.rate) };
  const view = learnerView({ matrix: share.matrix, tokens: vocabulary.tokens }, featureMap, options.activityValue);
  return scoreLane(view.matrix, corrected, { rowScale: view.rowScale, fixed: view.fixed, banned });
}

/** A fit by token text, with the bias of the whole population. */
export function tokenModel(
  { vocabulary, options }: Training,
  segment: Segment,
  { fit, featureMap, calibration }: Pick<JudgedFit, 'fit' | 'featureMap'> & Pick<TokenModel, 'calibration'>,
): TokenModel {
  const columns: number[] = [];
  fit.weights.forEach((weight, column) => {
    if (weight !== 0) columns.push(column);
  });
  return {
    segment_id: segment.id,
    feature_map: featureMap,
    activity_value: featuresOf(featureMap).activity ? options.activityValue : 0,
    strength: fit.strength,
    bias: correctPrior(fit.bias, segment.rate),
    calibration,
    banned_tokens: segment.banned,
    tokens: columns.map((column) => vocabulary.texts[column]!),
    weights: Float32Array.from(columns, (column) => fit.weights[column]!),
  };
}
