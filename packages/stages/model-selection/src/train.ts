import type { TokenModel } from '@lookalikes/schema';
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

/**
 * Trains every segment: the path of strengths on the train share, the best by log-loss on the validation share, and that
 * one again on both. Negatives are a sample, so each bias is corrected by log(rate) and each negative counts 1/rate.
 */
export async function* trainSegments(training: Training): AsyncGenerator<Trained | Untrained> {
  for (let from = 0; from < training.segments.length; from += segmentsAtOnce) yield* trainGroup(training, from);
}

async function* trainGroup(training: Training, from: number): AsyncGenerator<Trained | Untrained> {
  const { shares, options, progress, segments } = training;
  const { strengths } = options;
  const prepared: Prepared[] = [];
  for (const segment of segments.slice(from, from + segmentsAtOnce)) {
    const found = prepare(training, segment);
    if (typeof found === 'string') yield { segment, reason: found };
    else prepared.push(found);
  }
  const candidates = await fitSegments(training, {
    share: shares.train,
    prepared,
    strengths: () => strengths,
    onProgress: (done) => progress('fit', from * strengths.length + done, segments.length * strengths.length),
  });

  const picked = prepared.map((one, at) => {
    const validations = candidates[at]!.map((fit) => evaluateFit(training, one, { fit, share: shares.validation }));
    const trials = validations.map(({ log_loss, auc }, trial): Trial => {
      const { strength, epochs, converged } = candidates[at]![trial]!;
      return { strength, log_loss, auc, epochs, converged };
    });
    const chosen = chooseTrial(trials);
    return { trials, chosen, validation: validations[trials.indexOf(chosen)]! };
  });

  // The weaker strengths come along: starting from their solution costs less than starting the chosen one from nothing.
  const refits = await fitSegments(training, {
    share: shares.learned,
    prepared,
    strengths: (at) => strengths.filter((strength) => strength <= picked[at]!.chosen.strength),
    onProgress: () => progress('fit the chosen again', from, segments.length),
  });
  for (const [at, one] of prepared.entries()) {
    const fit = refits[at]!.at(-1)!;
    const test = evaluateFit(training, one, { fit, share: shares.test });
    const model = tokenModel(training, one.segment, fit);
    yield { segment: one.segment, model, ...picked[at]!, test, converged: fit.converged };
  }
}
