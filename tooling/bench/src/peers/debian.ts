import { BenchError } from '../error.ts';
import { install, programOnPath } from './command.ts';

/** A program and the Debian package that has it. */
export interface DebianProgram {
  readonly program: string;
  readonly debianPackage: string;
}

/**
 * The path of a program, installed by apt-get where it is not there, that is allowed and we are root.
 *
 * @throws BenchError `peer-unavailable` saying what to install by hand
 * @example await debianProgram({ program: 'liblinear-train', debianPackage: 'liblinear-tools' }, true)
 */
export async function debianProgram({ program, debianPackage }: DebianProgram, mayInstall = false): Promise<string> {
  const there = programOnPath(program);
  if (there !== undefined) return there;
  if (!mayInstall) throw new BenchError('peer-unavailable', `no ${program} on the PATH; ${debianPackage} has it`);
  const apt = programOnPath('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    throw new BenchError(
      'peer-unavailable',
      `no ${program} on the PATH, and ${apt === undefined ? 'no apt-get to install it with' : 'only root can install it'}; ` +
        `expected Debian's package ${debianPackage}, or the program from elsewhere`,
    );
  }
  await install(debianPackage, [apt, 'update', '-q']);
  await install(debianPackage, [apt, 'install', '-y', '-q', '--no-install-recommends', debianPackage]);
  const installed = programOnPath(program);
  if (installed !== undefined) return installed;
  throw new BenchError('peer-unavailable', `${debianPackage} is installed, but no ${program} is on the PATH`);
}
