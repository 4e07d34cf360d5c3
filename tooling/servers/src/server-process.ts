import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServersError } from './error.ts';

/** A program that serves until it is stopped. */
export interface Program {
  /** For messages. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly options?: Pick<SpawnOptions, 'env' | 'uid' | 'gid' | 'cwd'>;
  /** Asked every 50 ms until it says yes. */
  readonly isReady: () => Promise<boolean>;
  /** What asks it to end. */
  readonly stopSignal: NodeJS.Signals;
}

/** How long a server may take until it answers, and until it has ended. */
const patienceMs = 60_000;

/**
 * Starts a server and waits until it answers. It ends with this process at the latest.
 *
 * @returns what stops it
 * @throws ServersError `start-failed` with what it said last, where it ends or does not answer within a minute
 */
export async function startServer(program: Program): Promise<() => Promise<void>> {
  const child = spawn(program.path, program.args, { ...program.options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    await end(child, program.stopSignal);
    process.off('exit', kill);
  };
  const deadline = Date.now() + patienceMs;
  while (!(await program.isReady())) {
    const ended = failure !== undefined || child.exitCode !== null || child.signalCode !== null;
    if (!ended && Date.now() < deadline) {
      await sleep(50);
      continue;
    }
    await stop();
    const what = ended ? 'ended' : `did not answer within ${patienceMs / 1000} s`;
    throw new ServersError('start-failed', `${program.name} ${what}; it said:\n${failure?.message ?? said.trim()}`, {
      cause: failure,
    });
  }
  return stop;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(late);
}
