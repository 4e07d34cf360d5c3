import { expect, test } from 'vitest';
import type { BlockLane } from './batch/block-lane.ts';
import type { BlockRunner } from './block-queue.ts';
import { BlockQueue } from './block-queue.ts';
import type { Fit } from './problem.ts';

const none = new Int32Array(0);
const blockOf = (lane: number): BlockLane[] => [
  { lane, positives: none, excluded: none, banned: none, strengths: [1] },
];

/** Runners that note what they are given and answer when told to. */
function runners(count: number) {
  const given: number[] = [];
  const answers = new Map<number, PromiseWithResolvers<readonly Fit[]>>();
  const list = Array.from({ length: count }, (): BlockRunner => ({
    solve: (lanes) => {
      const answer = Promise.withResolvers<readonly Fit[]>();
      given.push(lanes[0]!.lane);
      answers.set(lanes[0]!.lane, answer);
      return answer.promise;
    },
    stop: () => Promise.resolve(),
  }));
  return { given, answers, list };
}

test('gives blocks back in order, one a runner ahead, and keeps a failure for its turn', async () => {
  const { given, answers, list } = runners(2);
  const queue = new BlockQueue([0, 1, 2, 3].map(blockOf), list, () => undefined);
  const first = queue.take(0);
  expect(given).toEqual([0, 1]);
  answers.get(1)!.reject(new Error('broken'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(given).toEqual([0, 1]);
  answers.get(0)!.resolve([]);
  expect(await first).toEqual([]);
  const second = queue.take(1);
  expect(given).toEqual([0, 1, 2]);
  await expect(second).rejects.toThrow('broken');
});
