import type { FoldStart, keptWeights, KeptModel, RowOf } from '@lookalikes/schema';
import { keptWeightsPieces } from '@lookalikes/schema';
import type { StoringNight } from './artifact.ts';
import { storeByContent } from './artifact.ts';

/** How many segments' weights lie in one object: bounds what is held, on the night that keeps them and on the one that reads them. */
const segmentsAnObject = 16;

/** Keeps a night's weights for the next: puts them into the store, some segments at a time. */
export class WeightKeeper {
  readonly #night: StoringNight;
  readonly #of: { readonly tokens: readonly string[]; readonly folds: readonly FoldStart[] };
  readonly #rows: RowOf<typeof keptWeights.v1>[] = [];
  #held: KeptModel[] = [];

  /**
   * @param of.tokens - what each weight is of
   * @param of.folds - where each fold but the first begins
   */
  constructor(night: StoringNight, of: { readonly tokens: readonly string[]; readonly folds: readonly FoldStart[] }) {
    this.#night = night;
    this.#of = of;
  }

  async keep(model: KeptModel): Promise<void> {
    this.#held.push(model);
    if (this.#held.length === segmentsAnObject) await this.#store();
  }

  /** Stores what is held, and gives the rows of `kept_weights`, by segment. */
  async close(): Promise<RowOf<typeof keptWeights.v1>[]> {
    if (this.#held.length > 0) await this.#store();
    return this.#rows.toSorted((a, b) => (a.segment_id < b.segment_id ? -1 : 1));
  }

  async #store(): Promise<void> {
    const models = this.#held;
    this.#held = [];
    const { region, runDate } = this.#night;
    const kept = { region, run_date: runDate, ...this.#of, models };
    const pieces = (): Iterable<Uint8Array> => keptWeightsPieces(kept);
    const { key, sha256 } = await storeByContent(this.#night, { folder: 'weights', suffix: 'bin', pieces });
    for (const { segment_id } of models) this.#rows.push({ segment_id, artifact: key, artifact_sha256: sha256 });
  }
}
