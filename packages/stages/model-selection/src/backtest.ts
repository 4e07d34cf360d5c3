import { overColumns, ScoringModel, scoreRows } from '@lookalikes/linear-model';
import type { Day, TokenModel } from '@lookalikes/schema';
import { readModelArtifact } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import type { Evaluation } from './evaluate.ts';
import { evaluate, nothing } from './evaluate.ts';
import type { Examples } from './examples.ts';
import { labelsOf, readExamples } from './examples.ts';
import { lastNight } from './last-night.ts';
import type { ModelSelectionNight } from './manifest.ts';
import { learnerView } from './learner-view.ts';
import type { Vocabulary } from './vocabulary.ts';
import { quietTokens, readVocabulary } from './vocabulary.ts';

/** Last night's models, judged by who fired since. */
export interface Backtest {
  /** The run date of the models; undefined where there are none. */
  readonly runDate?: Day;
  /** The evaluation of a segment. */
  of(segmentId: string): Evaluation;
  /** The segments that have one. */
  readonly segmentIds: readonly string[];
}

/** Models scored in one pass over the rows: bounds the scores that are held. */
const modelsAtOnce = 16;

/**
 * Judges last night's models by the fires since: scores the users that they scored again, which gives the same scores to the
 * bit as last night, because its histories are kept as they were, and ranks those who fired first since then among the rest.
 * Left out is who was known to have fired before.
 *
 * @throws StageKitError `corrupt` where last night's artifact is not what was written
 */
export async function backtest(night: ModelSelectionNight): Promise<Backtest> {
  const last = lastNight(night);
  const since = 'runDate' in last ? last.runDate : night.runDate;
  const share = await drawnShare(night);
  await night.materialize('backtest_users', { since, drawn_below: share });
  if (!('runDate' in last)) return { segmentIds: [], of: () => nothing(last.reason) };

  const evaluations = new Map<string, Evaluation>();
  const listed = await night.query('backtest_models');
  const vocabulary = await readVocabulary(night.columns('last_token_texts'));
  const { models: lastModels, without } = await readLastModels(night, listed);
  const examples = await readExamples(
    {
      tokens: night.columns('backtest_tokens'),
      labels: night.columns('backtest_labels', { since }),
    },
    {
      columns: vocabulary.texts.length,
      tokens: vocabulary.tokens,
      quiet: quietTokens(vocabulary, without),
      segments: listed.length,
    },
  );
  const models = new Map(lastModels.map((model) => [model.segment_id, model]));
  for (let from = 0; from < listed.length; from += modelsAtOnce) {
    night.signal.throwIfAborted();
    night.progress('backtest', from, listed.length);
    const group = listed.slice(from, from + modelsAtOnce);
    const margins = scores(
      examples,
      group.map(({ segment_id }) => models.get(segment_id)!),
      vocabulary,
    );
    group.forEach(({ segment_id, segment_no }, at) => {
      const labels = labelsOf(examples, segment_no);
      const { matrix, tokens } = examples;
      const ranked = { matrix, tokens, margins: margins[at]!, labels, rate: share / 1e6 };
      evaluations.set(segment_id, evaluate(ranked));
    });
  }
  return {
    runDate: last.runDate,
    segmentIds: [...evaluations.keys()],
    of: (id) => evaluations.get(id) ?? nothing(`the night of ${last.runDate} has no model of the segment`),
  };
}

/** The share of last night's users to draw, in millionths. */
async function drawnShare(night: ModelSelectionNight): Promise<number> {
  const [scored] = await night.query('last_scored_users');
  const users = Number(scored?.users ?? 0);
  const { backtestUsers } = night.options;
  return users <= backtestUsers ? 1e6 : Math.max(1, Math.round((backtestUsers / users) * 1e6));
}

async function readLastModels(
  { store, signal }: ModelSelectionNight,
  listed: readonly { artifact: string; artifact_sha256: string }[],
): Promise<{ readonly models: readonly TokenModel[]; readonly without: readonly string[] }> {
  const sums = new Map(listed.map(({ artifact, artifact_sha256 }) => [artifact, artifact_sha256]));
  const models: TokenModel[] = [];
  const without: string[] = [];
  for (const [key, sha256] of sums) {
    const content = await getVerified(store, { key, sha256, of: "last night's model artifact" }, { signal });
    const artifact = readModelArtifact(content);
    models.push(...artifact.models);
    without.push(...artifact.activity_without);
  }
  return { models, without };
}

/** Each model's margins, as scoring gives them: 32-bit numbers. */
function scores(examples: Examples, models: readonly TokenModel[], { numbers }: Vocabulary): Float32Array[] {
  const found = models.map(() => new Float32Array(examples.matrix.rows));
  const alike = Map.groupBy(models.entries(), ([, of]) => `${of.feature_map} ${of.activity_value}`);
  for (const same of alike.values()) {
    const { feature_map, activity_value } = same[0]![1];
    const { matrix, rowScale, fixed } = learnerView(examples, feature_map, activity_value);
    const packed = new ScoringModel(
      same.map(([, { banned_tokens, ...model }]) => overColumns({ ...model, banned: banned_tokens }, numbers)),
      { columns: numbers.size, rowScale, fixed },
    );
    const all = scoreRows(matrix, packed);
    same.forEach(([at], model) => {
      const own = found[at]!;
      for (let row = 0; row < matrix.rows; row++) own[row] = all[row * packed.models + model]!;
    });
  }
  return found;
}
