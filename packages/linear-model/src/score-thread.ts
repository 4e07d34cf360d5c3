/* The entry of a worker thread: scores its share of the rows it is sent. */
// oxlint-disable-next-line eslint/no-restricted-imports -- threads are not I/O, and there is no other way to them
import { parentPort, workerData } from 'node:worker_threads';
import { PackedModels } from './packed-models.ts';
import type { ScoreThreadStart, SharedScoring } from './score-messages.ts';
import { scoreShare } from './share-rows.ts';

const { thread, state, parts } = workerData as ScoreThreadStart;
const model = { ...parts, packed: new PackedModels(state, thread) };

parentPort!.on('message', (scoring: SharedScoring) => {
  scoreShare(scoring, model);
  parentPort!.postMessage(undefined, []);
});
