import { exitCodes } from './exit-codes.ts';

/** SIGINT and SIGTERM as an AbortSignal. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal;
  /** The exit status of the signal that came, if one did. */
  readonly exitCode: number | undefined;
}

/** Thrown where the person or the machine asked the run to stop. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly code = 'stopped';
}

/** What has not ended so long after the signal is not waited for: whoever sent it is promised 10 s. */
const graceMs = 9_500;

/**
 * Listens for SIGINT and SIGTERM until disposed. A second signal ends the process at once, and so do 9.5 s after the first.
 */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const code = name === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    setTimeout(() => process.exit(code), graceMs).unref();
    controller.abort(new StoppedError(`stopped by ${name}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
