/** How far a long step has come: `done` of `total`, in the step's own unit (days, files). */
export interface Progress {
  step: string;
  done: number;
  total: number;
}

/** What every long call takes besides its own options. */
export interface Running {
  /** Stops the work: the running query is interrupted and the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told of every step's progress. */
  onProgress?: ((progress: Progress) => void) | undefined;
}
