import type { RowScale } from '@lookalikes/linear-model';
import { overColumns, ScoringModel } from '@lookalikes/linear-model';
import type { TokenModel } from '@lookalikes/schema';
import { readModelArtifact } from '@lookalikes/schema';
import { getVerified } from '@lookalikes/stage-kit';
import { ScoringError } from './error.ts';
import type { ScoringNight } from './manifest.ts';

/** A segment to score for. */
export interface ChosenModel {
  readonly segment_no: number;
  readonly segment_id: string;
  readonly artifact: string;
  readonly artifact_sha256: string;
  /** Users to choose, as in segments; 0: the default. */
  readonly audience_size: number;
}

/** Models with the same feature map, packed to be scored together. */
export interface ModelGroup {
  readonly model: ScoringModel;
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
): Promise<TokenModel[]> {
  const sums = new Map(chosen.map(({ artifact, artifact_sha256 }) => [artifact, artifact_sha256]));
  const loaded = new Map<string, TokenModel>();
  for (const [key, sha256] of sums) {
    const content = await getVerified(store, { key, sha256, of: "tonight's model artifact" }, { signal });
    for (const model of readModelArtifact(content).models) loaded.set(model.segment_id, model);
  }
  return chosen.map(({ segment_id, artifact }) => {
    const model = loaded.get(segment_id);
    if (model) return model;
    throw new ScoringError(
      'inconsistent-input',
      `models names ${store.locate(artifact)} for segment ${segment_id}, which that file has no model of: run model-selection again`,
    );
  });
}

/**
 * Packs models over tonight's token numbers.
 *
 * @param models - by segment number
 * @param numbers - the number of each token text
 */
export function packModels(models: readonly TokenModel[], numbers: ReadonlyMap<string, number>): ModelGroup[] {
  const groups = Map.groupBy(models.entries(), ([, { feature_map }]) => feature_map);
  return [...groups].map(([featureMap, members]) => ({
    segments: members.map(([segment]) => segment),
    model: new ScoringModel(
      members.map(([, { bias, tokens, weights, banned_tokens }]) =>
        overColumns({ bias, tokens, weights, banned: banned_tokens }, numbers),
      ),
      { columns: numbers.size, rowScale: rowScales[featureMap] },
    ),
  }));
}

const rowScales: Readonly<Record<TokenModel['feature_map'], RowScale>> = {
  binary: 'none',
  'inverse-sqrt-length': 'inverse-sqrt-length',
};
