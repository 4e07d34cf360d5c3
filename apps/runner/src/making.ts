import type { Progress } from '@lookalikes/sample-data';
import { SampleDataError } from '@lookalikes/sample-data';
import { stopSignal } from '@lookalikes/stage-kit';
import { RunnerError } from './error.ts';

/** What `making` hands to the call that makes something. */
export interface Running {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The errors that another command line mends. */
const usage: ReadonlySet<string> = new Set([
  'bad_options',
  'unknown_dataset',
  'missing_files',
  'folder_in_use',
  'world_differs',
]);

/**
 * Makes inputs: says on standard error which step it has come to, and stops on SIGINT and SIGTERM.
 *
 * @returns what was made; undefined where it was stopped, with the process's exit status set
 * @throws RunnerError `usage` for what another command line mends; else what the call throws
 */
export async function making<T>(make: (running: Running) => Promise<T>): Promise<T | undefined> {
  using stop = stopSignal();
  try {
    return await make({ signal: stop.signal, onProgress: stepLines() });
  } catch (error) {
    if (stop.exitCode !== undefined) {
      process.stderr.write('stopped; the same command goes on\n');
      process.exitCode = stop.exitCode;
      return undefined;
    }
    if (error instanceof SampleDataError && usage.has(error.code)) {
      throw new RunnerError('usage', error.message, { cause: error });
    }
    throw error;
  }
}

/** A line a step; on a terminal, one line that counts. */
function stepLines(): (progress: Progress) => void {
  const terminal = process.stderr.isTTY;
  let last = '';
  return ({ step, done, total }) => {
    if (terminal) {
      const end = done === total ? '\n' : '';
      process.stderr.write(`\r\u001b[K${step} ${done}/${total}${end}`);
    } else if (step !== last) process.stderr.write(`${step}\n`);
    last = step;
  };
}
