import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programOnPath } from './command.ts';

const run = promisify(execFile);

/** The version of the Debian package that brought a program; where it came otherwise, the program's path. */
export async function packageVersionOf(debianPackage: string, program: string): Promise<string> {
  const query = programOnPath('dpkg-query');
  if (query === undefined) return `at ${program}`;
  const { stdout } = await run(query, ['--show', '--showformat=${Package} ${Version}\n', '*']);
  const line = stdout.split('\n').find((found) => found.startsWith(`${debianPackage} `));
  return line?.split(' ')[1] ?? `at ${program}`;
}
