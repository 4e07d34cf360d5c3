import { overColumns, ScoringModel, scoreRows } from '@lookalikes/linear-model';
import type { SparseMatrix } from '@lookalikes/linear-model';
import type { Day, TokenModel } from '@lookalikes/schema';
import { readModelArtifact } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import type { Evaluation } from './evaluate.ts';
import { evaluate, nothing } from './evaluate.ts';
import { labelsOf, readExamples } from './examples.ts';
import { lastNight } from './last-night.ts';
import type { ModelSelectionNight } from './manifest.ts';
import { rowScales } from './segment-fits.ts';
import type { Vocabulary } from './vocabulary.ts';
import { readVocabulary } from './vocabulary.ts';

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
  const examples = await readExamples(
    { tokens: night.columns('backtest_tokens'), labels: night.columns('backtest_labels', { since }) },
    { columns: vocabulary.texts.length, segments: listed.length },
  );
  const models = new Map((await lastModels(night, listed)).map((model) => [model.segment_id, model]));
  for (let from = 0; from < listed.length; from += modelsAtOnce) {
    night.signal.throwIfAborted();
    night.progress('backtest', from, listed.length);
    const group = listed.slice(from, from + modelsAtOnce);
    const margins = scores(
      examples.matrix,
      group.map(({ segment_id }) => models.get(segment_id)!),
      vocabulary,
    );
    group.forEach(({ segment_id, segment_no }, at) => {
      const labels = labelsOf(examples, segment_no);
      const ranked = { matrix: examples.matrix, margins: margins[at]!, labels, rate: share / 1e6 };
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

async function lastModels(
  { store, signal }: ModelSelectionNight,
  listed: readonly { artifact: string; artifact_sha256: string }[],
): Promise<TokenModel[]> {
  const sums = new Map(listed.map(({ artifact, artifact_sha256 }) => [artifact, artifact_sha256]));
  const models: TokenModel[] = [];
  for (const [key, sha256] of sums) {
    const content = await getVerified(store, { key, sha256, of: "last night's model artifact" }, { signal });
    models.push(...readModelArtifact(content).models);
  }
  return models;
}

/** Each model's margins, as scoring gives them: 32-bit numbers. */
function scores(matrix: SparseMatrix, models: readonly TokenModel[], { numbers }: Vocabulary): Float32Array[] {
  const found = models.map(() => new Float32Array(matrix.rows));
  for (const [featureMap, same] of Map.groupBy(models.entries(), ([, model]) => model.feature_map)) {
    const packed = new ScoringModel(
      same.map(([, { banned_tokens, ...model }]) => overColumns({ ...model, banned: banned_tokens }, numbers)),
      { columns: numbers.size, rowScale: rowScales[featureMap] },
    );
    const all = scoreRows(matrix, packed);
    same.forEach(([at], model) => {
      const own = found[at]!;
      for (let row = 0; row < matrix.rows; row++) own[row] = all[row * packed.models + model]!;
    });
  }
  return found;
}
