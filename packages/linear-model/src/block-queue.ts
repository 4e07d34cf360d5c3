import type { BlockLane } from './batch/block-lane.ts';
import type { Fit } from './problem.ts';

/** Solves blocks of lanes, one at a time: a worker thread, or this one. */
export interface BlockRunner {
  readonly solve: (lanes: readonly BlockLane[], onFit: () => void) => Promise<readonly Fit[]>;
  readonly stop: () => Promise<void>;
}

/** How a block ended. It is kept until it is its turn, so that a failure is thrown where it is waited for. */
type Outcome = { readonly fits: readonly Fit[] } | { readonly error: unknown };

/**
 * Hands blocks to runners as they come free, and gives their fits back in the order of the blocks. It runs ahead of what was
 * taken by one block a runner at most, so that a slow reader does not fill the memory.
 */
export class BlockQueue {
  readonly #blocks: readonly (readonly BlockLane[])[];
  readonly #free: BlockRunner[];
  readonly #ahead: number;
  readonly #onFit: () => void;
  readonly #outcomes: PromiseWithResolvers<Outcome>[];
  #started = 0;

  constructor(blocks: readonly (readonly BlockLane[])[], runners: readonly BlockRunner[], onFit: () => void) {
    this.#blocks = blocks;
    this.#free = [...runners];
    this.#ahead = runners.length;
    this.#onFit = onFit;
    this.#outcomes = blocks.map(() => Promise.withResolvers<Outcome>());
  }

  /** The fits of the n-th block; called for one block after the other. Throws what its runner threw. */
  async take(block: number): Promise<readonly Fit[]> {
    this.#fill(block);
    const outcome = await this.#outcomes[block]!.promise;
    if ('error' in outcome) throw outcome.error;
    return outcome.fits;
  }

  #fill(taken: number): void {
    while (this.#free.length > 0 && this.#started < Math.min(this.#blocks.length, taken + this.#ahead)) {
      const block = this.#started++;
      const runner = this.#free.pop()!;
      void this.#run(runner, block).then(() => this.#fill(taken));
    }
  }

  /** Never rejects: a failure is an outcome. */
  async #run(runner: BlockRunner, block: number): Promise<void> {
    const { resolve } = this.#outcomes[block]!;
    try {
      resolve({ fits: await runner.solve(this.#blocks[block]!, this.#onFit) });
    } catch (error) {
      resolve({ error });
    }
    this.#free.push(runner);
  }
}
