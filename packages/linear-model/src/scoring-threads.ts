// oxlint-disable-next-line eslint/no-restricted-imports -- threads are not I/O, and there is no other way to them
import { Worker } from 'node:worker_threads';
import { LinearModelError } from './error.ts';
import type { SparseMatrix } from './matrix.ts';
import type { ScoreThreadStart, SharedScoring } from './score-messages.ts';
import { checkScoring, scoreRows } from './score-rows.ts';
import type { ScoringModel } from './scoring-model.ts';
import { scoreShare } from './share-rows.ts';
import { SharedRows } from './shared-rows.ts';

/** Beside this module, as source or as built. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('./score-thread.ts', import.meta.url)
  : new URL('./score-thread.js', import.meta.url);

/** Below this many visits of an entry under a model, telling threads costs more than it brings. */
const worthThreads = 2_000_000;

/**
 * Threads that score batch after batch under one model: as many as the model was made for (`threads`), the caller's among
 * them. The scores are the same bits as {@link scoreRows} gives, for any number of threads.
 *
 * A batch in shared memory (arrays over a SharedArrayBuffer) is read, and `out` there written, where it is; others are copied.
 *
 * @example
 * const model = new ScoringModel(fits, { columns, rowScale: 'none', precision: 'single', threads: 2 });
 * const threads = new ScoringThreads(model);
 * try {
 *   for await (const { matrix } of batches) use(await threads.scoreRows(matrix));
 * } finally {
 *   await threads.stop();
 * }
 */
export class ScoringThreads {
  readonly #model: ScoringModel;
  readonly #workers: readonly Worker[];
  readonly #shared = new SharedRows();
  #failure: LinearModelError | undefined;

  constructor(model: ScoringModel) {
    this.#model = model;
    const { models, columns, rowScale, fixed, precision, biases, bannedBy, packed } = model;
    const parts = { models, columns, rowScale, fixed, precision, biases, bannedBy };
    this.#workers = Array.from({ length: model.threads - 1 }, (_, at) => {
      const start: ScoreThreadStart = { thread: at + 1, state: packed.state, parts };
      const worker = new Worker(entry, { workerData: start });
      worker.on('error', (cause) => this.#fail(cause));
      worker.unref();
      return worker;
    });
  }

  /**
   * {@link scoreRows} by all threads. One batch at a time: `await` it before the next.
   *
   * @param matrix - a batch of rows over the model's columns
   * @param out - where to write; at least `matrix.rows * model.models` long; a new array in shared memory when absent
   * @throws LinearModelError `invalid-argument` when the matrix or `out` does not fit; `thread-failed` when a thread ends
   *   before its share is done, with the reason as `cause`.
   */
  async scoreRows(matrix: SparseMatrix, out?: Float32Array): Promise<Float32Array> {
    if (this.#failure) throw this.#failure;
    const model = this.#model;
    const visits = matrix.columnIndex.length * model.models;
    if (this.#workers.length === 0 || visits < worthThreads) return scoreRows(matrix, model, out);
    checkScoring(matrix, model, out);
    const length = matrix.rows * model.models;
    const scoring: SharedScoring = {
      matrix: this.#shared.share(matrix),
      scores: this.#shared.scoresFor(length, out),
      next: new Int32Array(new SharedArrayBuffer(4)),
    };
    const others = Promise.all(this.#workers.map((worker) => this.#share(worker, scoring)));
    // Otherwise a thread that fails while this one works would be a rejection that nobody waits for yet.
    others.catch(() => undefined);
    scoreShare(scoring, model);
    await others;
    if (!out || out === scoring.scores) return scoring.scores;
    out.set(scoring.scores.subarray(0, length));
    return out;
  }

  /** Ends the threads, whatever they are doing. */
  async stop(): Promise<void> {
    for (const worker of this.#workers) worker.removeAllListeners();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #fail(cause: unknown): LinearModelError {
    this.#failure ??= new LinearModelError(
      'thread-failed',
      'a worker thread stopped before it had scored its rows; expected it to finish them. See the cause; scoreRows works ' +
        'without worker threads.',
      { cause },
    );
    return this.#failure;
  }

  async #share(worker: Worker, scoring: SharedScoring): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = (): void => resolve();
    const fail = (cause: unknown): void => reject(this.#fail(cause));
    const exit = (code: number): void => fail(new Error(`the thread ended with exit code ${code}`));
    worker.ref();
    worker.on('message', done).on('error', fail).on('exit', exit);
    worker.postMessage(scoring, []);
    try {
      await promise;
    } finally {
      worker.off('message', done).off('error', fail).off('exit', exit);
      worker.unref();
    }
  }
}
