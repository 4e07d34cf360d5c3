import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { untilStopped } from './until-stopped.ts';

afterEach(() => {
  process.exitCode = undefined;
});

describe('untilStopped', () => {
  it('ends what goes on at a signal, and sets the exit status', async () => {
    await untilStopped(async (signal) => {
      process.kill(process.pid, 'SIGTERM');
      await once(signal, 'abort');
      signal.throwIfAborted();
    });
    expect(process.exitCode).toBe(143);
  });

  it('lets an error be one', async () => {
    await expect(untilStopped(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(process.exitCode).toBeUndefined();
  });
});
