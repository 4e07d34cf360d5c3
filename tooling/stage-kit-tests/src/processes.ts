import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How a process ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a file of the fixtures as a process of its own.
 *
 * @param options - `cwd`: where; `signals`: which the process is sent, each when its text comes on standard error
 */
export async function runFixture(
  file: string,
  args: readonly string[],
  options: { cwd?: string; signals?: readonly { on: string; by: NodeJS.Signals }[] } = {},
): Promise<Ended> {
  const path = fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@lookalikes/source', path, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const signals = [...(options.signals ?? [])];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    while (signals[0] && stderr.includes(signals[0].on)) child.kill(signals.shift()?.by);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}
