import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { BenchError } from '../error.ts';
import { PeakMemory } from './peak-memory.ts';

/** How long processes may take, and what stops them earlier. */
export interface Limits {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** A command, its arguments one by one, and variables of the environment besides ours. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What measured processes took, all together. */
export interface Measured<T> {
  readonly seconds: number;
  /** See {@link PeakMemory}; null where the system does not say. */
  readonly peakBytes: number | null;
  readonly value: T;
}

/** Starts a process and waits for its end; gives what it printed. */
export type Start = (command: Command) => Promise<string>;

/**
 * Measures whole processes from the first one's start to the last one's end: wall time and peak memory.
 *
 * @param work - starts processes by the function it is given, one after the other or side by side
 * @throws BenchError `process-failed` with what the process said last, `timeout`; `limits.signal.reason` once aborted. No
 *   process is left running.
 * @example await measured({ seconds: 60, signal }, (start) => start({ path: 'liblinear-train', args: ['-q', file, model] }))
 */
export async function measured<T>(limits: Limits, work: (start: Start) => Promise<T>): Promise<Measured<T>> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.round(limits.seconds * 1000)));
  const over = new AbortController();
  const stop = AbortSignal.any([limits.signal, timeout, over.signal]);
  const memory = new PeakMemory();
  const running = new Set<Promise<string>>();
  const start: Start = (command) => {
    const outcome = run(command, { memory, stop });
    running.add(outcome);
    return outcome;
  };
  const started = performance.now();
  try {
    const value = await work(start);
    const seconds = (performance.now() - started) / 1000;
    stop.throwIfAborted();
    return { seconds, peakBytes: memory.stop(), value };
  } catch (error) {
    limits.signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new BenchError('timeout', `not done in ${limits.seconds.toFixed(0)} s, and stopped`, { cause: error });
  } finally {
    memory.stop();
    over.abort();
    await Promise.allSettled(running);
  }
}

/** The end of what a process printed, for a message. */
const lastWords = 600;

function run(command: Command, { memory, stop }: { memory: PeakMemory; stop: AbortSignal }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const name = basename(command.path);
  if (stop.aborted) return Promise.reject(new BenchError('process-failed', `${name}: not started any more`));
  const child = spawn(command.path, command.args, {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  });
  const printed: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (printed[stream] += text));
  }
  const end = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  stop.addEventListener('abort', end);
  child.on('error', (cause) => {
    stop.removeEventListener('abort', end);
    reject(new BenchError('process-failed', `${name} cannot be started: ${cause.message}`, { cause }));
  });
  child.on('close', (code, signal) => {
    stop.removeEventListener('abort', end);
    if (code === 0) resolve(printed.stdout);
    else {
      const said = (printed.stderr.trim() || printed.stdout.trim()).slice(-lastWords);
      reject(new BenchError('process-failed', `${name} ended with ${signal ?? `exit code ${code}`}: ${said}`));
    }
  });
  if (child.pid !== undefined) memory.watch(child.pid);
  return promise;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody is left in the group; what still holds its output has left it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
