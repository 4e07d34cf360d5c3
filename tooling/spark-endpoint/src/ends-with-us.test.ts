import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('../fixtures/with-sleeper.ts', import.meta.url));

/** Starts a process that has a group end with it, kills it, and gives the group's id. */
async function killedParent(...args: string[]): Promise<number> {
  const parent = spawn(process.execPath, [fixture, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = (await once(parent.stdout, 'data')) as [Buffer];
  const exit = once(parent, 'exit');
  parent.kill('SIGKILL');
  await exit;
  return Number(String(told));
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
    return false;
  }
};

test('a group ends with the process that started it, although that one was killed', async () => {
  const group = await killedParent();
  await expect.poll(() => lives(group), { timeout: 10_000 }).toBe(false);
});

test('a group whose end was called off lives on', async () => {
  const group = await killedParent('called-off');
  // Another one that is not called off has ended by the time that this one would have.
  const other = await killedParent();
  await expect.poll(() => lives(other), { timeout: 10_000 }).toBe(false);
  expect(lives(group)).toBe(true);
  process.kill(-group, 'SIGKILL');
});
