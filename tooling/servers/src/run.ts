import { spawnSync } from 'node:child_process';
import type { SpawnSyncOptions } from 'node:child_process';
import type { ServersErrorCode } from './error.ts';
import { ServersError } from './error.ts';

/**
 * Runs a program to its end, without a shell and without stdin.
 *
 * @param command - `needed`: who it is for and what to do where it is missing; `code`: of the error where it fails
 * @throws ServersError `not-installed` when it cannot be started; `code`, with the end of what it said, for an exit
 *   status other than 0
 */
export function run(
  program: string,
  args: readonly string[],
  command: {
    readonly needed: string;
    readonly code: ServersErrorCode;
    readonly options?: Pick<SpawnSyncOptions, 'env' | 'uid' | 'gid' | 'cwd'>;
  },
): void {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    ...command.options,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw new ServersError('not-installed', `cannot start ${program}: ${command.needed}`, { cause: error });
  }
  if (status === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n');
  throw new ServersError(command.code, `${program} ended with ${status ?? 'a signal'}, expected 0; it said:\n${said}`);
}
