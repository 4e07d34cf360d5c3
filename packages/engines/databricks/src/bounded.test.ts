import { expect, test } from 'vitest';
import { bounded, Unanswered } from './bounded.ts';

const signal = new AbortController().signal;
const silent = () => new Promise<never>(() => undefined);

test('gives what the call gives', async () => {
  expect(await bounded(Promise.resolve(7), { signal, seconds: 60 })).toBe(7);
  await expect(bounded(Promise.reject(new Error('no')), { signal, seconds: 60 })).rejects.toThrow('no');
});

test('gives up on a call that is never answered', async () => {
  await expect(bounded(silent(), { signal, seconds: 0.01 })).rejects.toBeInstanceOf(Unanswered);
});

test.each([
  { when: 'before', abort: (controller: AbortController, reason: Error) => controller.abort(reason) },
  {
    when: 'during',
    abort: (controller: AbortController, reason: Error) => setTimeout(() => controller.abort(reason), 5),
  },
])("throws the signal's reason where it aborts $when the call, and hears no late failure", async ({ abort }) => {
  const [controller, reason] = [new AbortController(), new Error('enough')];
  const { promise: late, reject } = Promise.withResolvers<never>();
  abort(controller, reason);
  await expect(bounded(late, { signal: controller.signal, seconds: 60 })).rejects.toBe(reason);
  reject(new Error('late'));
});
