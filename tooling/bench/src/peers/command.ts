import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../error.ts';

const run = promisify(execFile);

/** The path of a program on the PATH, or undefined. */
export function programOnPath(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((candidate) => isExecutable(candidate));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Does a step of an installation.
 *
 * @throws BenchError `peer-unavailable` with what the program said last
 */
export async function install(what: string, [path, ...args]: readonly [string, ...string[]]): Promise<string> {
  try {
    const { stdout } = await run(path, args, { maxBuffer: 1 << 26 });
    return stdout;
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    const said = (stderr?.trim() ?? '') || message;
    throw new BenchError('peer-unavailable', `${what} cannot be installed: ${said.slice(-500)}`, { cause });
  }
}
