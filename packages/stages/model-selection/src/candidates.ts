import type { FeatureMap, WeightPrior } from '@lookalikes/schema';
import type { CarryingToken } from './carrying-token.ts';
import { carryingToken } from './carrying-token.ts';
import type { Candidate, Trial } from './choose.ts';
import { chooseCandidate } from './choose.ts';
import type { Contest } from './contest.ts';
import { runContests, runWithEarlier, runWithNeighbours } from './contest.ts';
import type { EarlierWeights } from './earlier-weights.ts';
import { earlierWeights } from './earlier-weights.ts';
import type { Judging } from './judging.ts';
import { judgingOf } from './judging.ts';
import type { Prepared } from './segment-fits.ts';
import { strengthsOf } from './segment-fits.ts';
import type { Share } from './shares.ts';
import type { Training } from './training.ts';

/** A segment whose candidate is chosen. */
export interface Picked {
  readonly prepared: Prepared;
  readonly trials: readonly Trial[];
  readonly chosen: Trial;
  /** The strength of the first fit that the chosen one's prior is made of; its own where it has none. */
  readonly firstStrength: number;
  /** The chosen candidate's margins on the rows that it is judged by. */
  readonly margins: Float64Array;
  readonly judged: Share;
  /** How it was judged, and by what fits. */
  readonly judgedBy: Judging['by'];
  readonly fits: Candidate['fits'];
  /** An earlier night's weights, or why its candidates could not be pulled to them; undefined where none of any segment could. */
  readonly earlier: EarlierWeights | string | undefined;
  /** What the chosen candidate leans on most, on the rows that one of its fits is judged by. */
  readonly carrier: CarryingToken | undefined;
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
  const { options, segments, progress } = training;
  const contests: Contest[] = [];
  for (const one of prepared) {
    const judging = judgingOf(training, one);
    contests.push({ prepared: one, judging, earlier: await earlierOf(training, one, judging), trials: [], best: [] });
  }
  const progressOf = (featureMap: FeatureMap) => {
    const strengths = strengthsOf(options, featureMap).length;
    return (label: string, fitted: number): void =>
      progress(`fit ${label}`, Math.floor(done * strengths + fitted), segments.length * strengths);
  };
  for (const featureMap of options.featureMaps) {
    for (const same of byRows(contests)) {
      await runContests(training, same, { featureMap, onProgress: progressOf(featureMap) });
    }
  }
  const few = contests.filter((contest) => hasFewSeeds(training, contest));
  const fewFor = (prior: WeightPrior): Contest[] => (options.priors.includes(prior) ? few : []);
  const leading = Map.groupBy(fewFor('neighbours'), (contest) => leaderOf(training, contest).chosen.trial.feature_map);
  for (const [featureMap, led] of leading) {
    for (const same of byRows(led)) {
      await runWithNeighbours(training, same, { featureMap, of: 'none', onProgress: progressOf(featureMap) });
    }
  }
  const pulled = (options.priors.includes('earlier-night') ? contests : fewFor('earlier-neighbours')).filter(
    canLearnOn,
  );
  for (const [featureMap, alike] of Map.groupBy(pulled, ({ earlier }) => earlier.featureMap)) {
    for (const same of byRows(alike)) {
      const onProgress = progressOf(featureMap);
      await runWithEarlier(training, same, { featureMap, onProgress });
      const again = same.filter((contest) => fewFor('earlier-neighbours').includes(contest));
      if (again.length > 0) await runWithNeighbours(training, again, { featureMap, of: 'earlier-night', onProgress });
    }
  }
  return contests.map((contest) => decide(training, contest));
}

async function earlierOf(
  { earlier, folds, vocabulary, options }: Training,
  { segment }: Prepared,
  { by }: Judging,
): Promise<EarlierWeights | string | undefined> {
  if (!earlier || earlier.reason !== undefined) return undefined;
  const found = await earlier.find(segment.id);
  if (!found) return 'no night before the label window has kept weights of the segment';
  return earlierWeights(found, { by, folds: folds.starts, vocabulary, options });
}

/** Whether there are weights of an earlier night to be pulled to, and somebody to judge by. */
const canLearnOn = (contest: Contest): contest is Contest & { readonly earlier: EarlierWeights } =>
  typeof contest.earlier === 'object' && contest.best[0]!.trial.auc !== null;

/** Contests together whose fits have the same rows. */
const byRows = <C extends Contest>(contests: readonly C[]): Iterable<readonly C[]> =>
  Map.groupBy(contests, ({ judging }) => judging.learn).values();

const hasFewSeeds = ({ options }: Training, { prepared, best }: Contest): boolean =>
  prepared.segment.seeds < options.foldSeeds && best[0]!.trial.auc !== null;

/** The candidate that wins among those fitted so far, if it may: some are fitted only for others to be made from. */
function leaderOf({ options }: Training, { best }: Contest) {
  const place = ({ trial }: Candidate): number =>
    options.featureMaps.indexOf(trial.feature_map) * options.priors.length + options.priors.indexOf(trial.prior);
  const listed = best.filter(({ trial }) => options.priors.includes(trial.prior));
  const preferred = listed.toSorted((a, b) => place(a) - place(b));
  return { preferred, ...chooseCandidate(preferred, options) };
}

function decide(training: Training, contest: Contest): Picked {
  const { prepared, judging, trials, best, earlier } = contest;
  const { judged, parts, by: judgedBy } = judging;
  const { judged: share } = parts[0]!;
  const whose = { prepared, judged, judgedBy, earlier };
  const [first] = best;
  if (first!.trial.auc === null) {
    const { trial, firstStrength, fits } = first!;
    return { ...whose, trials, chosen: trial, firstStrength, margins: first!.judged.margins, fits, carrier: undefined };
  }
  const { preferred, chosen, errors } = leaderOf(training, contest);
  const told = new Map(preferred.map(({ trial }, at) => [trial, { ...trial, standard_error: errors[at] ?? null }]));
  const { fits, firstStrength } = chosen;
  return {
    ...whose,
    trials: trials.map((trial) => told.get(trial) ?? trial),
    chosen: told.get(chosen.trial)!,
    firstStrength,
    margins: chosen.judged.margins,
    fits,
    carrier: carryingToken(training, prepared, { fit: fits[0]!, featureMap: chosen.trial.feature_map, share }),
  };
}
