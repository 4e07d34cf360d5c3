import type { FeatureMap, TokenModel } from '@lookalikes/schema';
import type { Trial } from './choose.ts';
import { chooseTrial } from './choose.ts';
import type { Evaluation } from './evaluate.ts';
import type { Prepared } from './segment-fits.ts';
import { evaluateFit, fitSegments, prepare, tokenModel } from './segment-fits.ts';
import type { Segment, Training } from './training.ts';

/** A segment with its model, and how it was chosen. */
export interface Trained {
  readonly segment: Segment;
  readonly model: TokenModel;
  readonly trials: readonly Trial[];
  readonly chosen: Trial;
  /** The chosen candidate, before it was fitted again, on the validation share. */
  readonly validation: Evaluation;
  /** The model on the test share. */
  readonly test: Evaluation;
  /** Whether the second fit met the stopping rule. */
  readonly converged: boolean;
}

/** A segment that nothing can be learned for. */
export interface Untrained {
  readonly segment: Segment;
  readonly reason: string;
}

/** How many segments are fitted in one call: bounds what labels take, and is the width that batching solvers work at. */
const segmentsAtOnce = 16;

/** Passes over the rows: a candidate must be good enough to compare, the model good enough to use. */
const candidateEpochs = 25;
const chosenEpochs = 100;

/**
 * Trains every segment: paths of strengths on the train share, the best by log-loss on the validation share, and that one
 * again on both. Negatives are a sample, so each bias is corrected by log(rate) and each negative counts 1/rate.
 */
export async function* trainSegments(training: Training): AsyncGenerator<Trained | Untrained> {
  for (let from = 0; from < training.segments.length; from += segmentsAtOnce) {
    const prepared: Prepared[] = [];
    for (const segment of training.segments.slice(from, from + segmentsAtOnce)) {
      const found = prepare(training, segment);
      if (typeof found === 'string') yield { segment, reason: found };
      else prepared.push(found);
    }
    yield* refit(training, await choose(training, prepared, from));
  }
}

/** A segment whose candidate is chosen. */
type Picked = Pick<Trained, 'trials' | 'chosen' | 'validation'> & { readonly prepared: Prepared };

async function choose(training: Training, prepared: readonly Prepared[], from: number): Promise<Picked[]> {
  const { shares, options, progress, segments } = training;
  const candidates = prepared.map((): { trial: Trial; validation: Evaluation }[] => []);
  for (const featureMap of options.featureMaps) {
    const strengths = strengthsOf(options, featureMap);
    const total = segments.length * strengths.length;
    const fits = await fitSegments(training, {
      featureMap,
      share: shares.train,
      prepared,
      strengths: () => strengths,
      maxEpochs: candidateEpochs,
      onProgress: (done) => progress(`fit ${featureMap}`, from * strengths.length + done, total),
    });
    for (const [at, one] of prepared.entries()) {
      for (const fit of fits[at]!) {
        const validation = evaluateFit(training, one, { fit, featureMap, share: shares.validation });
        const { strength, epochs, converged } = fit;
        const { log_loss, auc } = validation;
        candidates[at]!.push({
          trial: {
            feature_map: featureMap,
            strength,
            prior_strength: 0,
            log_loss,
            auc,
            lift: null,
            standard_error: null,
            epochs,
            converged,
          },
          validation,
        });
      }
    }
  }
  return prepared.map((one, at) => {
    const trials = candidates[at]!.map(({ trial }) => trial);
    const chosen = chooseTrial(trials);
    return { prepared: one, trials, chosen, validation: candidates[at]![trials.indexOf(chosen)]!.validation };
  });
}

async function* refit(training: Training, picked: readonly Picked[]): AsyncGenerator<Trained> {
  const { shares, options, progress } = training;
  for (const featureMap of options.featureMaps) {
    const same = picked.filter(({ chosen }) => chosen.feature_map === featureMap);
    const fits = await fitSegments(training, {
      featureMap,
      share: shares.learned,
      prepared: same.map(({ prepared }) => prepared),
      // The weaker strengths come along: starting from their solution costs less than starting the chosen one from nothing.
      strengths: (at) => strengthsOf(options, featureMap).filter((strength) => strength <= same[at]!.chosen.strength),
      maxEpochs: chosenEpochs,
      onProgress: () => progress('fit the chosen again'),
    });
    for (const [at, { prepared, ...choice }] of same.entries()) {
      const fit = fits[at]!.at(-1)!;
      const test = evaluateFit(training, prepared, { fit, featureMap, share: shares.test });
      const model = tokenModel(training, prepared.segment, { fit, featureMap });
      yield { segment: prepared.segment, model, ...choice, test, converged: fit.converged };
    }
  }
}

/** The strengths of a feature map: activity has a scale of its own and asks for no others. */
function strengthsOf({ strengths }: Training['options'], featureMap: FeatureMap): readonly number[] {
  return strengths[featureMap.replace('+activity', '') as keyof typeof strengths];
}
