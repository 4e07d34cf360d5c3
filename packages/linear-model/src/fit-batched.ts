import { BatchThread } from './batch-threads.ts';
import type { BlockLane, BlockSettings } from './batch/block-lane.ts';
import { BlockSolver } from './batch/block-solver.ts';
import { loadMatrix } from './batch/load-matrix.ts';
import type { BlockPlan } from './batch/plan-blocks.ts';
import { runHere } from './batch/run-here.ts';
import { viewsOf } from './batch/views.ts';
import type { BlockRunner } from './block-queue.ts';
import { BlockQueue } from './block-queue.ts';
import type { Job } from './fit-plain.ts';
import type { Fit } from './problem.ts';
import { meanSquaredLength } from './row-worth.ts';
import { Turns } from './turns.ts';
import { sharedMemory } from './wasm/runtime.ts';

/** Fits whole blocks of lanes, each on one thread, and yields them in the order of lanes. */
export async function* fitBatched(job: Job, plan: BlockPlan): AsyncGenerator<Fit> {
  const { problem, path, options } = job;
  const total = path.strengths.reduce((sum, list) => sum + list.length, 0);
  let done = 0;
  const blocks = plan.blocks.map((lanes) =>
    lanes.map((lane): BlockLane => {
      const { name: _, ...rest } = problem.lanes[lane]!;
      return { ...rest, lane, strengths: path.strengths[lane]! };
    }),
  );
  const runners = startRunners(job, plan);
  const queue = new BlockQueue(blocks, runners, () => options.onProgress?.(++done, total));
  const abort = abortOf(options.signal);
  try {
    for (let block = 0; block < blocks.length; block++) {
      const fits = await Promise.race([queue.take(block), abort.promise]);
      options.signal?.throwIfAborted();
      for (const fit of fits) {
        yield fit;
        options.signal?.throwIfAborted();
      }
    }
  } finally {
    abort.forget();
    await Promise.all(runners.map((runner) => runner.stop()));
  }
}

/** Threads when there is more than one layout, else this thread. */
function startRunners({ problem, path, options }: Job, plan: BlockPlan): BlockRunner[] {
  const { l1Ratio, tolerance, maxEpochs, seed } = path;
  const squaredLength = meanSquaredLength(problem);
  const settings: BlockSettings = { l1Ratio, tolerance, squaredLength, maxEpochs, seed, rowScale: problem.rowScale };
  const memory = sharedMemory(plan.bytes);
  loadMatrix(problem, plan.layouts[0]!, viewsOf(memory));
  if (plan.layouts.length > 1) {
    return plan.layouts.map((layout) => new BatchThread({ layout, memory, settings }));
  }
  const solver = new BlockSolver(plan.layouts[0]!, memory, settings);
  const turns = new Turns(options.signal);
  return [{ solve: (lanes, onFit) => runHere(solver, lanes, { turns, onFit }), stop: () => Promise.resolve() }];
}

/** A promise of no fits at an abort, to race against, and its end. */
function abortOf(signal: AbortSignal | undefined): { promise: Promise<readonly Fit[]>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<readonly Fit[]>();
  const abort = (): void => resolve([]);
  signal?.addEventListener('abort', abort);
  return { promise, forget: () => signal?.removeEventListener('abort', abort) };
}
