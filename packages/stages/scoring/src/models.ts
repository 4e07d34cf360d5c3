import { overColumns, ScoringModel } from '@lookalikes/linear-model';
import type { TokenModel } from '@lookalikes/schema';
import { featuresOf, readModelArtifact } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import { ScoringError } from './error.ts';
import type { ScoringNight } from './manifest.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A segment to score for. */
export interface ChosenModel {
  readonly segment_no: number;
  readonly segment_id: string;
  readonly artifact: string;
  readonly artifact_sha256: string;
  /** Users to choose, as in segments; 0: the default. */
  readonly audience_size: number;
}

/** Tonight's models, by segment number. */
export interface LoadedModels {
  readonly models: readonly TokenModel[];
  /** Tokens that are no part of a user's activity. */
  readonly activityWithout: readonly string[];
}

/** Models with the same feature map, packed to be scored together. */
export interface ModelGroup {
  readonly model: ScoringModel;
  /** Whether an entry is worth its level, else 1. */
  readonly counts: boolean;
  /** The segment number of each model. */
  readonly segments: readonly number[];
}

/**
 * Loads tonight's models: the artifact that `models` names, held against its sha256.
 *
 * @throws StageKitError `corrupt`, SchemaError `bad-artifact`; ScoringError `inconsistent-input` where it lacks a segment
 */
export async function loadModels(
  { store, signal }: Pick<ScoringNight, 'store' | 'signal'>,
  chosen: readonly ChosenModel[],
): Promise<LoadedModels> {
  const sums = new Map(chosen.map(({ artifact, artifact_sha256 }) => [artifact, artifact_sha256]));
  const loaded = new Map<string, TokenModel>();
  const activityWithout: string[] = [];
  for (const [key, sha256] of sums) {
    const content = await getVerified(store, { key, sha256, of: "tonight's model artifact" }, { signal });
    const artifact = readModelArtifact(content);
    for (const model of artifact.models) loaded.set(model.segment_id, model);
    activityWithout.push(...artifact.activity_without);
  }
  const models = chosen.map(({ segment_id, artifact }) => {
    const model = loaded.get(segment_id);
    if (model) return model;
    throw new ScoringError(
      'inconsistent-input',
      `models names ${store.locate(artifact)} for segment ${segment_id}, which that file has no model of: run model-selection again`,
    );
  });
  return { models, activityWithout };
}

/**
 * Packs models over tonight's token numbers.
 *
 * @param models - by segment number
 */
export function packModels(models: readonly TokenModel[], { tokens: count, numbers }: Vocabulary): ModelGroup[] {
  const alike = Map.groupBy(models.entries(), ([, of]) => `${of.feature_map} ${of.activity_value}`);
  return [...alike.values()].map((members) => {
    const { feature_map, activity_value } = members[0]![1];
    const { counts, rowScale } = featuresOf(feature_map);
    return {
      segments: members.map(([segment]) => segment),
      counts,
      model: new ScoringModel(
        members.map(([, { bias, tokens, weights, banned_tokens }]) =>
          overColumns({ bias, tokens, weights, banned: banned_tokens }, numbers),
        ),
        { columns: numbers.size, rowScale, fixed: { from: count, value: activity_value } },
      ),
    };
  });
}
