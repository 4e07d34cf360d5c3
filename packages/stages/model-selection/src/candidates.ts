import type { FeatureMap } from '@lookalikes/schema';
import type { CarryingToken } from './carrying-token.ts';
import { carryingToken } from './carrying-token.ts';
import type { Candidate, Trial } from './choose.ts';
import { chooseCandidate } from './choose.ts';
import type { Contest } from './contest.ts';
import { runContests, runWithNeighbours } from './contest.ts';
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
  const contests = prepared.map((one): Contest => ({
    prepared: one,
    judging: judgingOf(training, one),
    trials: [],
    best: [],
  }));
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
  const few = options.priors.includes('neighbours') ? contests.filter((contest) => hasFewSeeds(training, contest)) : [];
  const leading = Map.groupBy(few, (contest) => leaderOf(training, contest).chosen.trial.feature_map);
  for (const [featureMap, led] of leading) {
    for (const same of byRows(led)) {
      await runWithNeighbours(training, same, { featureMap, onProgress: progressOf(featureMap) });
    }
  }
  return contests.map((contest) => decide(training, contest));
}

/** Contests together whose fits have the same rows. */
const byRows = (contests: readonly Contest[]): Iterable<readonly Contest[]> =>
  Map.groupBy(contests, ({ judging }) => judging.learn).values();

const hasFewSeeds = ({ options }: Training, { prepared, best }: Contest): boolean =>
  prepared.segment.seeds < options.foldSeeds && best[0]!.trial.auc !== null;

/** The candidate that wins among those fitted so far. */
function leaderOf({ options }: Training, { best }: Contest) {
  const place = ({ trial }: Candidate): number =>
    options.featureMaps.indexOf(trial.feature_map) * options.priors.length + options.priors.indexOf(trial.prior);
  const preferred = best.toSorted((a, b) => place(a) - place(b));
  return { preferred, ...chooseCandidate(preferred, options) };
}

function decide(training: Training, contest: Contest): Picked {
  const { prepared, judging, trials, best } = contest;
  const { judged, parts } = judging;
  const { judged: share } = parts[0]!;
  const [first] = best;
  if (first!.trial.auc === null) {
    const { trial, firstStrength } = first!;
    const { margins } = first!.judged;
    return { prepared, trials, chosen: trial, firstStrength, margins, judged, carrier: undefined };
  }
  const { preferred, chosen, errors } = leaderOf(training, contest);
  const told = new Map(preferred.map(({ trial }, at) => [trial, { ...trial, standard_error: errors[at] ?? null }]));
  const [fit] = chosen.fits;
  return {
    prepared,
    trials: trials.map((trial) => told.get(trial) ?? trial),
    chosen: told.get(chosen.trial)!,
    firstStrength: chosen.firstStrength,
    margins: chosen.judged.margins,
    judged,
    carrier: carryingToken(training, prepared, { fit: fit!, featureMap: chosen.trial.feature_map, share }),
  };
}
