/** Entries visited between two looks at the event loop: some milliseconds. */
const entriesPerTurn = 4_000_000;

/** Lets timers and signals have a turn now and then, by work done and not by the clock, and stops at an abort. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #visited = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** True when it is time to `await` {@link take}. */
  due(visited: number): boolean {
    this.#visited += visited;
    return this.#visited >= entriesPerTurn;
  }

  async take(): Promise<void> {
    this.#visited = 0;
    await new Promise((resolve) => setImmediate(resolve));
    this.#signal?.throwIfAborted();
  }
}
