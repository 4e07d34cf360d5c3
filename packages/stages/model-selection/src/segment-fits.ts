import type { Fit } from '@lookalikes/linear-model';
import { columnsNamed, correctPrior, fitPath, scoreLane } from '@lookalikes/linear-model';
import type { FeatureMap, TokenModel } from '@lookalikes/schema';
import { featuresOf } from '@lookalikes/schema';
import type { Evaluation } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
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

/**
 * Fits segments on one share: every strength of each, in order.
 *
 * @returns the fits by segment, as `prepared` has them; biases as learned on the sampled negatives
 */
export async function fitSegments(
  { signal, vocabulary, options }: Training,
  of: {
    readonly featureMap: FeatureMap;
    readonly share: Share;
    readonly prepared: readonly Prepared[];
    readonly strengths: (at: number) => readonly number[];
    /** Passes over the rows that a fit may take. */
    readonly maxEpochs: number;
    readonly onProgress: (done: number) => void;
  },
): Promise<Fit[][]> {
  const { featureMap, share, prepared, strengths, maxEpochs, onProgress } = of;
  const lanes = prepared.map(({ segment, labels, banned }) =>
    laneOf(segment.id, labels.subarray(share.from, share.to), banned),
  );
  const fits: Fit[][] = lanes.map(() => []);
  if (lanes.length === 0) return fits;
  const view = learnerView({ matrix: share.matrix, tokens: vocabulary.tokens }, featureMap, options.activityValue);
  const problem = { ...view, lanes };
  for await (const fit of fitPath(problem, { strengths, maxEpochs, signal, onProgress })) fits[fit.lane]!.push(fit);
  return fits;
}

/** How well a fit ranks a share, with the bias of the whole population and each negative standing for 1/rate users. */
export function evaluateFit(training: Training, prepared: Prepared, judged: Judged): Evaluation {
  const { matrix, from, to } = judged.share;
  const margins = marginsOf(training, prepared, judged);
  const { labels, segment } = prepared;
  const { tokens } = training.vocabulary;
  return evaluate({ matrix, tokens, margins, labels: labels.subarray(from, to), rate: segment.rate });
}

/** A fit, and the rows to judge it by. */
export interface Judged {
  readonly fit: Fit;
  readonly featureMap: FeatureMap;
  readonly share: Share;
}

/** The margins that a fit gives the rows of a share, with the bias of the whole population. */
export function marginsOf(
  { vocabulary, options }: Training,
  { segment, banned }: Prepared,
  { fit, featureMap, share }: Judged,
): Float64Array {
  const corrected = { weights: fit.weights, bias: correctPrior(fit.bias, segment.rate) };
  const view = learnerView({ matrix: share.matrix, tokens: vocabulary.tokens }, featureMap, options.activityValue);
  return scoreLane(view.matrix, corrected, { rowScale: view.rowScale, fixed: view.fixed, banned });
}

/** A fit by token text, with the bias of the whole population. */
export function tokenModel(
  { vocabulary, options }: Training,
  segment: Segment,
  { fit, featureMap }: { readonly fit: Fit; readonly featureMap: FeatureMap },
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
    calibration: null,
    banned_tokens: segment.banned,
    tokens: columns.map((column) => vocabulary.texts[column]!),
    weights: Float32Array.from(columns, (column) => fit.weights[column]!),
  };
}
