import type { Day, FoldStart, keptWeights, KeptModel, RowOf } from '@lookalikes/schema';
import { keptWeightsPieces } from '@lookalikes/schema';
import type { StoringNight } from './artifact.ts';
import { storeByContent } from './artifact.ts';

/** How many segments' weights lie in one object: bounds what is held, on the night that keeps them and on one that reads them. */
const segmentsAnObject = 16;

/** What is alike for all weights of a night. */
interface WeightsOf {
  /** What each weight is of. */
  readonly tokens: readonly string[];
  /** Where each fold but the first begins. */
  readonly folds: readonly FoldStart[];
  /** The night since which nobody has changed shares. */
  readonly sharesSince: Day;
}

/** Keeps a night's weights for later ones: puts them into the store, some segments at a time. */
export class WeightKeeper {
  readonly #night: StoringNight;
  readonly #of: WeightsOf;
  readonly #rows: RowOf<typeof keptWeights.v1>[] = [];
  #held: KeptModel[] = [];

  constructor(night: StoringNight, of: WeightsOf) {
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
    const { tokens, folds, sharesSince } = this.#of;
    const kept = { region, run_date: runDate, tokens, folds, models };
    const pieces = (): Iterable<Uint8Array> => keptWeightsPieces(kept);
    const { key, sha256 } = await storeByContent(this.#night, { folder: 'weights', suffix: 'bin', pieces });
    for (const { segment_id } of models) {
      this.#rows.push({ segment_id, shares_since: sharesSince, artifact: key, artifact_sha256: sha256 });
    }
  }
}
