import type { Fit, RowScale } from '@lookalikes/linear-model';
import { columnsNamed, correctPrior, fitPath, scoreLane } from '@lookalikes/linear-model';
import type { TokenModel } from '@lookalikes/schema';
import type { Evaluation } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { labelsOf } from './examples.ts';
import { laneOf, whyUntrainable } from './lane.ts';
import type { Share } from './shares.ts';
import type { Segment, Training } from './training.ts';

/** What a user's tokens are worth. */
export type FeatureMap = TokenModel['feature_map'];

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
  return whyUntrainable(matrix, labels.subarray(0, to), banned) ?? { segment, labels, banned };
}

/**
 * Fits segments on one share: every strength of each, in order.
 *
 * @returns the fits by segment, as `prepared` has them; biases as learned on the sampled negatives
 */
export async function fitSegments(
  { signal }: Training,
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
  const problem = { matrix: share.matrix, lanes, rowScale: rowScales[featureMap] };
  for await (const fit of fitPath(problem, { strengths, maxEpochs, signal, onProgress })) fits[fit.lane]!.push(fit);
  return fits;
}

/** How well a fit ranks a share, with the bias of the whole population and each negative standing for 1/rate users. */
export function evaluateFit(
  { segment, labels, banned }: Prepared,
  { fit, featureMap, share }: { readonly fit: Fit; readonly featureMap: FeatureMap; readonly share: Share },
): Evaluation {
  const { matrix, from, to } = share;
  const corrected = { weights: fit.weights, bias: correctPrior(fit.bias, segment.rate) };
  const margins = scoreLane(matrix, corrected, { rowScale: rowScales[featureMap], banned });
  return evaluate({ matrix, margins, labels: labels.subarray(from, to), rate: segment.rate });
}

/** A fit by token text, with the bias of the whole population. */
export function tokenModel(
  { vocabulary }: Training,
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
    strength: fit.strength,
    bias: correctPrior(fit.bias, segment.rate),
    banned_tokens: segment.banned,
    tokens: columns.map((column) => vocabulary.texts[column]!),
    weights: Float32Array.from(columns, (column) => fit.weights[column]!),
  };
}

/** What the learner calls a feature map. */
export const rowScales: Readonly<Record<FeatureMap, RowScale>> = {
  binary: 'none',
  'inverse-sqrt-length': 'inverse-sqrt-length',
};
