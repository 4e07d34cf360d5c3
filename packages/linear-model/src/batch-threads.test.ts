import { expect, test } from 'vitest';
import type { ThreadStart } from './batch-messages.ts';
import { BatchThread } from './batch-threads.ts';

test('a thread that cannot do its work fails the block, with the reason', async () => {
  // A start without a memory: the thread throws as it comes up.
  const thread = new BatchThread({} as ThreadStart);
  const none = new Int32Array(0);
  const lanes = [{ lane: 4, positives: none, excluded: none, banned: none, strengths: [1] }];
  await expect(thread.solve(lanes, () => undefined)).rejects.toThrow(
    expect.objectContaining({
      code: 'thread-failed',
      message: expect.stringContaining('lanes 4'),
      cause: expect.any(TypeError),
    }),
  );
  await expect(thread.stop()).resolves.toBeUndefined();
});
