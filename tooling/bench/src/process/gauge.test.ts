import { expect, test } from 'vitest';
import { measured } from './gauge.ts';
import { sideBySide } from './side-by-side.ts';

const never = new AbortController().signal;
const node = (code: string) => ({ path: process.execPath, args: ['-e', code] });
const shell = (script: string) => ({ path: '/bin/sh', args: ['-c', script] });

test('gives what a process printed, its time and its memory', async () => {
  const code = 'const kept = Buffer.alloc(2e8, 1); setTimeout(() => console.log(kept.length), 100)';
  const { seconds, peakBytes, value } = await measured({ seconds: 30, signal: never }, (start) => start(node(code)));
  expect(value).toBe('200000000\n');
  expect(seconds).toBeGreaterThanOrEqual(0.1);
  expect(peakBytes ?? 2e9).toBeGreaterThan(2e8);
});

test.runIf(process.platform === 'linux')(
  'adds the memory of processes side by side, and of those they start',
  async () => {
    const hog = `${process.execPath} -e "const kept = Buffer.alloc(1e8, 1); setTimeout(() => kept.length, 1000)"; true`;
    const { peakBytes } = await measured({ seconds: 30, signal: never }, (start) =>
      sideBySide(2, [1, 2], () => start(shell(hog))),
    );
    expect(peakBytes).toBeGreaterThan(2e8);
  },
);

test('says how a process failed', async () => {
  const limits = { seconds: 30, signal: never };
  const failing = shell('echo progress; echo the reason >&2; exit 3');
  await expect(measured(limits, (start) => start(failing))).rejects.toMatchObject({
    code: 'process-failed',
    message: 'sh ended with exit code 3: the reason',
  });
  const nowhere = { path: '/nowhere/program', args: [] };
  await expect(measured(limits, (start) => start(nowhere))).rejects.toThrow(/^program cannot be started: .*ENOENT/);
});

test('stops what takes too long, with all it started', async () => {
  const endless = shell('sleep 600 & sleep 600');
  await expect(measured({ seconds: 0.2, signal: never }, (start) => start(endless))).rejects.toMatchObject({
    code: 'timeout',
  });
});

test('starts nothing more once stopped, and waits for what has left its group', async () => {
  const second = node("console.log('second')");
  const away = shell('setsid sleep 1 & exit 0');
  const both = measured({ seconds: 0.3, signal: never }, async (start) => {
    await start(away);
    return start(second);
  });
  await expect(both).rejects.toMatchObject({
    code: 'timeout',
    cause: { message: expect.stringMatching(/not started/) },
  });
});

test("an abort is thrown as its signal's reason", async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const endless = measured({ seconds: 600, signal: stop.signal }, (start) => start(shell('sleep 600')));
  stop.abort(reason);
  await expect(endless).rejects.toBe(reason);
});
