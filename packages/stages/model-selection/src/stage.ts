import type { RowOf } from '@lookalikes/schema';
import { calibration, evaluations as evaluationsContract, keptWeights, models, modelTrials } from '@lookalikes/schema';
import { batchOfRows, defineStage } from '@lookalikes/stage-kit';
import { storeArtifact } from './artifact.ts';
import { backtest } from './backtest.ts';
import { bansOf } from './bans.ts';
import type { EarlierNights } from './earlier-weights.ts';
import { learnsOn, readEarlierNights } from './earlier-weights.ts';
import { evaluationRows } from './evaluation-rows.ts';
import { readExamples } from './examples.ts';
import { evenFolds, sameFolds } from './folds.ts';
import { queries, reads, writes } from './manifest.ts';
import type { ModelSelectionNight } from './manifest.ts';
import { ModelSelectionOptions } from './options.ts';
import { reportTrained, reportUntrained } from './report.ts';
import { calibrationRows, modelRow, trialRows, weightBatches } from './rows.ts';
import { cutShares } from './shares.ts';
import type { Trained, Untrained } from './train.ts';
import { trainSegments } from './train.ts';
import type { Segment } from './training.ts';
import { quietTokens, readVocabulary } from './vocabulary.ts';
import { WeightKeeper } from './weight-keeper.ts';

/**
 * model-selection: fits, chooses and evaluates one linear model a segment.
 *
 * All segments share one matrix of users and tokens; only the labels differ. Last night's models are judged by the fires
 * since.
 */
export const modelSelection = defineStage({
  at: import.meta.url,
  name: 'model-selection',
  doc: 'Fits, chooses and evaluates one linear model per segment.',
  reads,
  writes,
  scratch: ['examples', 'backtest_users'],
  queries,
  options: ModelSelectionOptions,
  async run(night) {
    const segments = await readSegments(night);

    await night.materialize('examples');
    const earlier = learnsOn(night.options.priors) ? await readEarlierNights(night) : undefined;
    const { outcomes, kept } =
      segments.length === 0 ? { outcomes: [], kept: [] } : await train(night, segments, earlier);
    const trained = outcomes.filter((outcome) => 'model' in outcome);
    const untrained = outcomes.filter((outcome) => 'reason' in outcome);

    const artifact = await storeArtifact(night, {
      activity_without: bannedAnywhere(segments),
      models: trained.map(({ model }) => model),
    });
    await night.load('models', [
      batchOfRows(
        models.v1,
        trained.map((one) => modelRow(one, artifact)),
      ),
    ]);
    await night.load('model_weights', weightBatches(trained));
    await night.load('kept_weights', [batchOfRows(keptWeights.v1, kept)]);
    await night.load('model_trials', [batchOfRows(modelTrials.v1, trained.flatMap(trialRows))]);

    const last = await backtest(night);
    const evaluated = evaluationRows({ runDate: night.runDate, trained, untrained, last });
    await night.load('evaluations', [batchOfRows(evaluationsContract.v1, evaluated)]);
    await night.load('calibration', [batchOfRows(calibration.v1, trained.flatMap(calibrationRows))]);

    for (const one of trained) reportTrained(night, one, last.of(one.segment.id));
    for (const one of untrained) reportUntrained(night, one);
    night.figure('models', trained.length);
  },
});

/** The segments to train, with what is no feature of each. */
async function readSegments(night: ModelSelectionNight): Promise<Segment[]> {
  const ready = await night.query('ready_segments');
  const { bannedTokens } = night.options;
  const ids = ready.map(({ segment_id }) => segment_id);
  const bans = bansOf(ids, await night.query('ready_pixels'), bannedTokens);
  for (const id of new Set(bannedTokens.map(({ segment_id }) => segment_id))) {
    if (id === undefined || ids.includes(id)) continue;
    night.warn('ban-without-segment', 'bannedTokens names the segment, which is not trained tonight', id);
  }
  return ready.map(({ segment_no, segment_id, seeds, sampling_rate, ...of }) => ({
    number: segment_no,
    id: segment_id,
    seeds,
    rate: sampling_rate,
    share: shareToPublish(of, night.options.liftShare),
    banned: bans.get(segment_id)!,
  }));
}

/** An audience's share of the scored users: its size from 1 is a count, below 1 a share; the default for 0, or for everybody. */
function shareToPublish(
  of: { readonly audience_size: number; readonly scored_users: number },
  otherwise: number,
): number {
  const { audience_size, scored_users } = of;
  const share = audience_size < 1 ? audience_size : audience_size / scored_users;
  return share > 0 && share < 1 ? share : otherwise;
}

/** Tokens that are banned for any segment, sorted. */
const bannedAnywhere = (segments: readonly Segment[]): string[] =>
  [...new Set(segments.flatMap(({ banned }) => banned))].toSorted();

/** What training gives: how each segment came out, and where its weights lie for later nights. */
interface Outcomes {
  readonly outcomes: readonly (Trained | Untrained)[];
  readonly kept: readonly RowOf<typeof keptWeights.v1>[];
}

async function train(
  night: ModelSelectionNight,
  segments: readonly Segment[],
  earlier: EarlierNights | undefined,
): Promise<Outcomes> {
  const vocabulary = await readVocabulary(night.columns('token_texts'));
  const { tokens, texts } = vocabulary;
  const examples = await readExamples(
    {
      tokens: night.columns('example_tokens'),
      labels: night.columns('example_labels'),
    },
    {
      columns: texts.length,
      tokens,
      quiet: quietTokens(vocabulary, bannedAnywhere(segments)),
      segments: segments.length,
    },
  );
  const shares = cutShares(examples, await night.query('example_shares'));
  const { options, signal } = night;
  if (earlier?.reason !== undefined) night.figure('not_learned_on', earlier.reason);
  const folds =
    earlier?.folds?.length === options.folds - 1
      ? sameFolds(examples, shares, earlier.folds)
      : evenFolds(examples, shares, options.folds);
  const { sharesSince = night.runDate } = earlier ?? {};
  const keeper = new WeightKeeper(night, { tokens: texts, folds: folds.starts, sharesSince });
  const keep = earlier && keeper.keep.bind(keeper);
  const progress = night.progress.bind(night);
  const outcomes: (Trained | Untrained)[] = [];
  const training = { segments, examples, shares, folds, earlier, keep, vocabulary, options, signal, progress };
  for await (const outcome of trainSegments(training)) outcomes.push(outcome);
  return { outcomes: outcomes.toSorted((a, b) => a.segment.number - b.segment.number), kept: await keeper.close() };
}
