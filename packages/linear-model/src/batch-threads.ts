// oxlint-disable-next-line eslint/no-restricted-imports -- threads are not I/O, and there is no other way to them
import { Worker } from 'node:worker_threads';
import type { BlockTask, ThreadNews, ThreadStart } from './batch-messages.ts';
import type { BlockFit } from './batch/lane-path.ts';
import { LinearModelError } from './error.ts';

/** Beside this module, as source or as built. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('./batch-thread.ts', import.meta.url)
  : new URL('./batch-thread.js', import.meta.url);

/** A worker thread that solves one block at a time. */
export class BatchThread {
  readonly #worker: Worker;

  constructor(start: ThreadStart) {
    this.#worker = new Worker(entry, { workerData: start });
    this.#worker.unref();
  }

  /**
   * Solves a block; one at a time.
   *
   * @throws LinearModelError `thread-failed` when the thread ends before it is done, with the reason as `cause`.
   */
  async solve(lanes: BlockTask, onFit: () => void): Promise<readonly BlockFit[]> {
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<readonly BlockFit[]>();
    const fail = (cause: unknown): void => reject(threadFailed(lanes, cause));
    const exit = (code: number): void => fail(new Error(`the thread ended with exit code ${code}`));
    const hear = (news: ThreadNews): void => ('fits' in news ? resolve(news.fits) : onFit());
    worker.ref();
    worker.on('message', hear).on('error', fail).on('exit', exit);
    worker.postMessage(lanes, []);
    try {
      return await promise;
    } finally {
      worker.off('message', hear).off('error', fail).off('exit', exit);
      worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async stop(): Promise<void> {
    this.#worker.removeAllListeners();
    await this.#worker.terminate();
  }
}

function threadFailed(lanes: BlockTask, cause: unknown): LinearModelError {
  return new LinearModelError(
    'thread-failed',
    `a worker thread stopped before it had fitted lanes ${lanes.map(({ lane }) => lane).join(', ')}; expected it to ` +
      "finish them. See the cause; kernel: 'plain' or threads: 1 work without worker threads.",
    { cause },
  );
}
