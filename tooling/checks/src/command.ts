import { spawnSync } from 'node:child_process';
import { ChecksError } from './error.ts';

/** What a command left behind. */
export interface Outcome {
  /** Exit status; a command ended by a signal has 128. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment variables; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where and with what a command runs. */
export interface CommandOptions {
  readonly cwd: string;
  /** Laid over this process's environment; `undefined` takes a variable away. */
  readonly env?: Environment;
}

/**
 * Runs a command to its end, whatever its exit status, without a shell and without stdin.
 *
 * @throws ChecksError `command-missing` when it cannot be started
 * @example attempt(['node', '--version'], { cwd: '.' }).stdout // 'v24.21.0\n'
 */
export function attempt(command: readonly [string, ...string[]], options: CommandOptions): Outcome {
  const [program, ...args] = command;
  const result = spawnSync(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error !== undefined) {
    throw new ChecksError('command-missing', `cannot start ${program} in ${options.cwd}: is it installed?`, {
      cause: result.error,
    });
  }
  return { status: result.status ?? 128, stdout: result.stdout, stderr: result.stderr };
}

/**
 * Runs a command that has to succeed.
 *
 * @returns its standard output
 * @throws ChecksError `command-failed`, with the end of what it printed, for an exit status other than 0
 * @example demand(['npm', '--version'], { cwd: '.' })
 */
export function demand(command: readonly [string, ...string[]], options: CommandOptions): string {
  const { status, stdout, stderr } = attempt(command, options);
  if (status !== 0) {
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-40).join('\n');
    throw new ChecksError(
      'command-failed',
      `${command.join(' ')} ended with status ${status}, expected 0, in ${options.cwd}; it said:\n${said}`,
    );
  }
  return stdout;
}
