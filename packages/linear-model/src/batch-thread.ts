/* The entry of a worker thread: solves the blocks it is sent. */
// oxlint-disable-next-line eslint/no-restricted-imports -- threads are not I/O, and there is no other way to them
import { parentPort, workerData } from 'node:worker_threads';
import type { BlockTask, ThreadNews, ThreadStart } from './batch-messages.ts';
import { BlockSolver } from './batch/block-solver.ts';

const { layout, memory, settings } = workerData as ThreadStart;
const solver = new BlockSolver(layout, memory, settings);
const tell = (news: ThreadNews, moved: readonly ArrayBuffer[] = []): void => parentPort!.postMessage(news, moved);

parentPort!.on('message', (lanes: BlockTask) => {
  const steps = solver.solve(lanes, () => tell({ fitDone: true }));
  let step = steps.next();
  while (!step.done) step = steps.next();
  const fits = step.value;
  tell(
    { fits },
    fits.map((fit) => fit.weights.buffer as ArrayBuffer),
  );
});
