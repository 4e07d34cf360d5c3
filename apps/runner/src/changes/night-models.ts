import type { ModelArtifact, TokenModel } from '@lookalikes/schema';
import { readModelArtifact } from '@lookalikes/schema';
import type { Cancel, ObjectStore } from '@lookalikes/stage-kit';
import { getVerified } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/** Where a segment's model lies, as `models` has it. */
export interface ModelPlace {
  readonly segment_id: string;
  readonly artifact: string;
  readonly artifact_sha256: string;
}

/** A segment's model. */
export interface NightModel {
  readonly model: TokenModel;
  /** Tokens that are no part of activity, as `featureName` has them. */
  readonly quiet: readonly string[];
}

/** The models of a night, whose artifacts are read once each. */
export class NightModels {
  readonly #store: ObjectStore;
  readonly #cancel: Cancel;
  readonly #read = new Map<string, ModelArtifact>();

  constructor(store: ObjectStore, cancel: Cancel = {}) {
    this.#store = store;
    this.#cancel = cancel;
  }

  /**
   * A segment's model.
   *
   * @throws StageKitError `corrupt` where the artifact is gone or damaged; SchemaError `bad-artifact`; RunnerError `bad-input` where
   *   it has no model of the segment
   */
  async find(of: ModelPlace): Promise<NightModel> {
    const { models, activity_without } = await this.#artifact(of);
    const model = models.find(({ segment_id }) => segment_id === of.segment_id);
    if (model) return { model, quiet: activity_without };
    throw new RunnerError(
      'bad-input',
      `models names ${this.#store.locate(of.artifact)} for segment ${of.segment_id}, which that file has no model of: run model-selection of the night again`,
    );
  }

  async #artifact({ artifact: key, artifact_sha256: sha256 }: ModelPlace): Promise<ModelArtifact> {
    const known = this.#read.get(key);
    if (known) return known;
    const content = await getVerified(this.#store, { key, sha256, of: 'the model artifact' }, this.#cancel);
    const artifact = readModelArtifact(content);
    this.#read.set(key, artifact);
    return artifact;
  }
}
