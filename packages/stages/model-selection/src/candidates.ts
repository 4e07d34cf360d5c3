import type { FeatureMap } from '@lookalikes/schema';
import type { CarryingToken } from './carrying-token.ts';
import { carryingToken } from './carrying-token.ts';
import type { Candidate, Trial } from './choose.ts';
import { better, chooseCandidate, middleTrial } from './choose.ts';
import { figuresOf } from './criterion.ts';
import type { Judging } from './judging.ts';
import { judgingOf } from './judging.ts';
import type { Prepared } from './segment-fits.ts';
import { fitLanes, marginsOf, strengthsOf } from './segment-fits.ts';
import type { Share } from './shares.ts';
import type { Training } from './training.ts';

/** A segment whose candidate is chosen. */
export interface Picked {
  readonly prepared: Prepared;
  readonly trials: readonly Trial[];
  readonly chosen: Trial;
  /** The chosen candidate's margins on the rows that it is judged by. */
  readonly margins: Float64Array;
  readonly judged: Share;
  /** What the chosen candidate leans on most, on the rows that one of its fits is judged by. */
  readonly carrier: CarryingToken | undefined;
}

/** Passes over the rows: a candidate must be good enough to compare. */
const candidateEpochs = 25;

/** A segment while its candidates are fitted; of each feature map the best is kept. */
interface Contest {
  readonly prepared: Prepared;
  readonly judging: Judging;
  readonly trials: Trial[];
  readonly best: Candidate[];
}

/**
 * Fits every candidate of some segments, and chooses.
 *
 * @param done - segments chosen before, for progress
 */
export async function chooseCandidates(
  training: Training,
  prepared: readonly Prepared[],
  done: number,
): Promise<Picked[]> {
  const contests = prepared.map((one): Contest => ({
    prepared: one,
    judging: judgingOf(training, one),
    trials: [],
    best: [],
  }));
  for (const featureMap of training.options.featureMaps) {
    for (const same of Map.groupBy(contests, ({ judging }) => judging.learn).values()) {
      await runContests(training, same, { featureMap, done });
    }
  }
  return contests.map((contest) => decide(training, contest));
}

async function runContests(
  training: Training,
  contests: readonly Contest[],
  { featureMap, done }: { readonly featureMap: FeatureMap; readonly done: number },
): Promise<void> {
  const { progress, segments, options } = training;
  const strengths = strengthsOf(options, featureMap);
  const lanes = contests.flatMap(({ prepared, judging }) =>
    judging.parts.map(({ labels }) => ({ prepared, labels, strengths })),
  );
  const parts = lanes.length / contests.length;
  const fits = await fitLanes(training, lanes, {
    featureMap,
    share: contests[0]!.judging.learn,
    maxEpochs: candidateEpochs,
    onProgress: (fitted) =>
      progress(
        `fit ${featureMap}`,
        Math.floor(done * strengths.length + fitted / parts),
        segments.length * strengths.length,
      ),
  });
  contests.forEach((contest, at) => {
    const { prepared, judging } = contest;
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
        fit: own[0]!,
        trial: { feature_map: featureMap, strength, ...figures, standard_error: null, epochs, converged },
      };
    });
    contest.trials.push(...candidates.map(({ trial }) => trial));
    const middle = middleTrial(candidates.map(({ trial }) => trial));
    const decided = candidates.some(({ trial }) => trial.auc !== null);
    contest.best.push(
      decided
        ? candidates.reduce((one, other) => better(options.criterion, one, other))
        : candidates.find(({ trial }) => trial === middle)!,
    );
  });
}

function decide(training: Training, { prepared, judging, trials, best }: Contest): Picked {
  const { options } = training;
  const { judged, parts } = judging;
  const { judged: share } = parts[0]!;
  const [first] = best;
  if (first!.trial.auc === null) {
    return { prepared, trials, chosen: first!.trial, margins: first!.judged.margins, judged, carrier: undefined };
  }
  const { chosen, errors } = chooseCandidate(best, options);
  const told = new Map(best.map(({ trial }, at) => [trial, { ...trial, standard_error: errors[at] ?? null }]));
  return {
    prepared,
    trials: trials.map((trial) => told.get(trial) ?? trial),
    chosen: told.get(chosen.trial)!,
    margins: chosen.judged.margins,
    judged,
    carrier: carryingToken(training, prepared, { fit: chosen.fit, featureMap: chosen.trial.feature_map, share }),
  };
}
