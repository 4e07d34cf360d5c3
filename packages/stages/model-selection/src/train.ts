import type { Fit, Prior } from '@lookalikes/linear-model';
import type { TokenModel } from '@lookalikes/schema';
import type { Picked } from './candidates.ts';
import { chooseCandidates } from './candidates.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrationBin } from './calibration-bins.ts';
import { calibrationBins } from './calibration-bins.ts';
import type { CarryingToken } from './carrying-token.ts';
import type { Trial } from './choose.ts';
import { learnsOn, pullTo } from './earlier-weights.ts';
import type { Evaluation } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { neighbourPrior } from './neighbour-prior.ts';
import type { LaneToFit, Prepared } from './segment-fits.ts';
import { fitLanes, marginsOf, prepare, strengthsOf, tokenModel } from './segment-fits.ts';
import type { Segment, Training } from './training.ts';

/** A segment with its model, and how it was chosen. */
export interface Trained {
  readonly segment: Segment;
  readonly model: TokenModel;
  readonly trials: readonly Trial[];
  readonly chosen: Trial;
  /** The chosen candidate, before it was fitted again, on the rows that it was judged by. */
  readonly validation: Evaluation;
  /** The model on the test share. */
  readonly test: Evaluation;
  /** How its chances come true there. */
  readonly calibrationBins: readonly CalibrationBin[];
  readonly carrier: CarryingToken | undefined;
  /** Whether the second fit met the stopping rule. */
  readonly converged: boolean;
  /** Why its candidates could not be pulled to an earlier night's weights, where those of others could. */
  readonly notLearnedOn: string | undefined;
}

/** A segment that nothing can be learned for. */
export interface Untrained {
  readonly segment: Segment;
  readonly reason: string;
}

/** How many segments are fitted in one call: bounds what labels take, and is the width that batching solvers work at. */
const segmentsAtOnce = 16;

/** Passes over the rows: the model must be good enough to use. */
const chosenEpochs = 100;

/**
 * Trains every segment: paths of strengths for each feature map, the best by rows that were not learned from, and that one again on
 * the train and validation shares. Negatives are a sample, so each bias is corrected by log(rate) and each negative counts 1/rate.
 */
export async function* trainSegments(training: Training): AsyncGenerator<Trained | Untrained> {
  for (let from = 0; from < training.segments.length; from += segmentsAtOnce) {
    const prepared: Prepared[] = [];
    for (const segment of training.segments.slice(from, from + segmentsAtOnce)) {
      const found = prepare(training, segment);
      if (typeof found === 'string') yield { segment, reason: found };
      else prepared.push(found);
    }
    yield* refit(training, await chooseCandidates(training, prepared, from));
  }
}

async function* refit(training: Training, picked: readonly Picked[]): AsyncGenerator<Trained> {
  const { shares, options, progress, vocabulary } = training;
  const { learned, test } = shares;
  const { tokens } = vocabulary;
  for (const featureMap of options.featureMaps) {
    const same = picked.filter(({ chosen }) => chosen.feature_map === featureMap);
    const fitAgain = (lanes: readonly LaneToFit[]): Promise<Fit[][]> =>
      fitLanes(training, lanes, {
        featureMap,
        share: learned,
        maxEpochs: chosenEpochs,
        onProgress: () => progress('fit the chosen again'),
      });
    const laneOf = ({ prepared }: Picked, strength: number): LaneToFit => ({
      prepared,
      labels: prepared.labels.subarray(learned.from, learned.to),
      // The weaker strengths come along: starting from their solution costs less than starting the chosen one from nothing.
      strengths: strengthsOf(options, featureMap).filter((weaker) => weaker <= strength),
    });
    const priors = new Map<Picked, Prior>();
    for (const one of same) {
      const { earlier, chosen } = one;
      if (learnsOn([chosen.prior]) && typeof earlier === 'object') priors.set(one, pullTo(earlier.refitted));
    }
    const pulled = (one: Picked, strength: number): LaneToFit => {
      const prior = priors.get(one);
      return { ...laneOf(one, strength), ...(prior && { prior }) };
    };
    const inCompany = same.filter(({ chosen }) => chosen.prior.endsWith('neighbours'));
    const firsts = await fitAgain(inCompany.map((one) => pulled(one, one.firstStrength)));
    inCompany.forEach((one, at) => {
      const { weights } = firsts[at]!.at(-1)!;
      const { labels } = laneOf(one, one.firstStrength);
      const evidence = { weights, tokens, banned: one.prepared.banned };
      priors.set(one, { weights: neighbourPrior(learned.matrix, labels, evidence) });
    });
    const fits = await fitAgain(same.map((one) => pulled(one, one.chosen.strength)));
    for (const [at, one] of same.entries()) {
      const { prepared, trials, chosen, margins, judged, judgedBy, carrier, earlier } = one;
      const fit = fits[at]!.at(-1)!;
      const { segment, labels } = prepared;
      const judgedLabels = labels.subarray(judged.from, judged.to);
      const calibration = chosen.auc === null ? null : calibrate(margins, judgedLabels, segment.rate);
      const evaluated = (on: typeof test, scored: Float64Array): Evaluation =>
        evaluate({
          matrix: on.matrix,
          tokens,
          margins: scored,
          labels: labels.subarray(on.from, on.to),
          rate: segment.rate,
        });
      const testMargins = marginsOf(training, prepared, { fit, featureMap, share: test });
      const testLabels = labels.subarray(test.from, test.to);
      const model = tokenModel(training, segment, { fit, featureMap, calibration });
      await training.keep?.({
        segment_id: segment.id,
        feature_map: featureMap,
        activity_value: model.activity_value,
        judged_by: judgedBy,
        refitted: fit.weights,
        parts: one.fits.map(({ weights }) => weights),
      });
      yield {
        segment,
        model,
        carrier,
        trials,
        chosen,
        validation: evaluated(judged, margins),
        test: evaluated(test, testMargins),
        calibrationBins: calibrationBins({ margins: testMargins, labels: testLabels, rate: segment.rate }, calibration),
        converged: fit.converged,
        notLearnedOn: typeof earlier === 'string' ? earlier : undefined,
      };
    }
  }
}
