import { stopSignal } from '@lookalikes/stage-kit';

/**
 * Does what a command that only reads does, until SIGINT or SIGTERM: these end its statements, say so and set the exit status.
 *
 * @throws what the work throws, unless it was stopped
 * @example await untilStopped(async (signal) => print(await read(signal)));
 */
export async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  using stop = stopSignal();
  try {
    await work(stop.signal);
  } catch (error) {
    if (stop.exitCode === undefined) throw error;
    process.stderr.write('stopped; nothing was changed\n');
    process.exitCode = stop.exitCode;
  }
}
