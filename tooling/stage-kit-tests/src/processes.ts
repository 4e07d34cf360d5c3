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
 * @param options - `cwd`: where; `killed`: a text on standard error on which the process is sent a signal, and which
 */
export async function runFixture(
  file: string,
  args: readonly string[],
  options: { cwd?: string; killed?: { on: string; by: NodeJS.Signals } } = {},
): Promise<Ended> {
  const path = fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@lookalikes/source', path, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  let sent = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (sent || !options.killed || !stderr.includes(options.killed.on)) return;
    sent = true;
    child.kill(options.killed.by);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}
