import { spawnSync } from 'node:child_process';
import { SparkEndpointError } from './error.ts';

/**
 * Runs a program to its end, without a shell and without stdin.
 *
 * @throws SparkEndpointError `not-installed` when it cannot be started; `install-failed`, with the end of what it
 *   said, for an exit status other than 0
 */
export function run(program: string, args: readonly string[]): void {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw new SparkEndpointError('not-installed', `cannot start ${program}: install it, it has to be on the PATH`, {
      cause: error,
    });
  }
  if (status === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n');
  throw new SparkEndpointError(
    'install-failed',
    `${program} ended with ${status ?? 'a signal'}, expected 0; it said:\n${said}`,
  );
}
