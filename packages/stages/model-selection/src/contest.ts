import type { Prior } from '@lookalikes/linear-model';
import type { FeatureMap, WeightPrior } from '@lookalikes/schema';
import type { Candidate, Trial } from './choose.ts';
import { better, middleTrial } from './choose.ts';
import { figuresOf } from './criterion.ts';
import type { Judging } from './judging.ts';
import type { EarlierWeights } from './earlier-weights.ts';
import { pullTo } from './earlier-weights.ts';
import { neighbourPrior } from './neighbour-prior.ts';
import type { Prepared } from './segment-fits.ts';
import { fitLanes, marginsOf, strengthsOf } from './segment-fits.ts';
import type { Training } from './training.ts';

/** A segment while its candidates are fitted; of each feature map and prior the best is kept. */
export interface Contest {
  readonly prepared: Prepared;
  readonly judging: Judging;
  /** An earlier night's weights, or why its candidates cannot be pulled to them; undefined where none of any segment can. */
  readonly earlier: EarlierWeights | string | undefined;
  readonly trials: Trial[];
  readonly best: Candidate[];
}

/** Some contests whose fits have the same rows. */
interface Round {
  readonly featureMap: FeatureMap;
  readonly onProgress: (label: string, share: number) => void;
}

/** What a prior of neighbours may be made from: the prior of the first fit. */
type FirstPrior = keyof typeof neighboursOfPrior;
const neighboursOfPrior = { none: 'neighbours', 'earlier-night': 'earlier-neighbours' } as const;

/** Passes over the rows: a candidate must be good enough to compare. */
const candidateEpochs = 25;

/**
 * Fits every strength of a feature map, and keeps the best.
 *
 * @param contests - with the same rows to learn from
 */
export async function runContests(training: Training, contests: readonly Contest[], round: Round): Promise<void> {
  await runRound(training, contests, { ...round, prior: 'none' });
}

/**
 * Fits every strength of a feature map again, with weights pulled to what {@link neighbourPrior} makes of the best fit with another
 * prior.
 *
 * @param contests - with the same rows to learn from, and with a candidate of the feature map with that prior
 */
export async function runWithNeighbours(
  training: Training,
  contests: readonly Contest[],
  round: Round & { readonly of: FirstPrior },
): Promise<void> {
  const { featureMap, of } = round;
  const firsts = contests.map(({ best }) =>
    best.find(({ trial }) => trial.feature_map === featureMap && trial.prior === of)!,
  );
  const pulledTo = (at: number, part: number): Prior =>
    neighboursOf(training, contests[at]!, { part, first: firsts[at]! });
  const firstStrength = (at: number): number => firsts[at]!.trial.strength;
  await runRound(training, contests, { ...round, prior: neighboursOfPrior[of], pulledTo, firstStrength });
}

/**
 * Fits every strength of a feature map again, with weights pulled to an earlier night's.
 *
 * @param contests - with the same rows to learn from, and with an earlier night's weights, of this feature map
 */
export async function runWithEarlier(
  training: Training,
  contests: readonly (Contest & { readonly earlier: EarlierWeights })[],
  round: Round,
): Promise<void> {
  const pulledTo = (at: number, part: number): Prior => pullTo(contests[at]!.earlier.parts[part]!);
  await runRound(training, contests, { ...round, prior: 'earlier-night', pulledTo });
}

/** Fits every strength of each contest, and keeps the best. */
async function runRound(
  training: Training,
  contests: readonly Contest[],
  round: Round & {
    readonly prior: WeightPrior;
    /** By contest and part that judges. */
    readonly pulledTo?: (at: number, part: number) => Prior;
    readonly firstStrength?: (at: number) => number;
  },
): Promise<void> {
  const { featureMap, prior, pulledTo, firstStrength, onProgress } = round;
  const strengths = strengthsOf(training.options, featureMap);
  const lanes = contests.flatMap(({ prepared, judging }, at) =>
    judging.parts.map(({ labels }, part) => ({
      prepared,
      labels,
      strengths,
      ...(pulledTo && { prior: pulledTo(at, part) }),
    })),
  );
  const parts = lanes.length / contests.length;
  const fits = await fitLanes(training, lanes, {
    featureMap,
    share: contests[0]!.judging.learn,
    maxEpochs: candidateEpochs,
    onProgress: (fitted) => onProgress(prior === 'none' ? featureMap : `${featureMap}, ${prior}`, fitted / parts),
  });
  contests.forEach(({ prepared, judging, trials, best }, at) => {
    const candidates = strengths.map((strength, step): Candidate => {
      const own = judging.parts.map((_, part) => fits[at * parts + part]![step]!);
      const { from, to } = judging.judged;
      const margins = new Float64Array(to - from);
      judging.parts.forEach((part, n) =>
        margins.set(
          marginsOf(training, prepared, { fit: own[n]!, featureMap, share: part.judged }),
          part.judged.from - from,
        ),
      );
      const { rate, share } = prepared.segment;
      const judged = { margins, labels: prepared.labels.subarray(from, to), rate, share };
      const epochs = Math.max(...own.map((fit) => fit.epochs));
      const converged = own.every((fit) => fit.converged);
      const figures = figuresOf(judged);
      return {
        judged,
        fits: own,
        firstStrength: firstStrength?.(at) ?? strength,
        trial: { feature_map: featureMap, prior, strength, ...figures, standard_error: null, epochs, converged },
      };
    });
    trials.push(...candidates.map(({ trial }) => trial));
    best.push(bestOf(training, candidates));
  });
}

/** The best by the criterion; where nobody who judges fired, that of the middle strength. */
function bestOf({ options }: Training, candidates: readonly Candidate[]): Candidate {
  if (candidates.some(({ trial }) => trial.auc !== null)) {
    return candidates.reduce((one, other) => better(options.criterion, one, other));
  }
  const middle = middleTrial(candidates.map(({ trial }) => trial));
  return candidates.find(({ trial }) => trial === middle)!;
}

function neighboursOf(
  { vocabulary }: Training,
  { prepared, judging }: Contest,
  of: { readonly part: number; readonly first: Candidate },
): Prior {
  const { weights } = of.first.fits[of.part]!;
  const { labels } = judging.parts[of.part]!;
  const evidence = { weights, tokens: vocabulary.tokens, banned: prepared.banned };
  return { weights: neighbourPrior(judging.learn.matrix, labels, evidence) };
}
