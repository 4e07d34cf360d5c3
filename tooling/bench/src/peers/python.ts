import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../error.ts';
import { home, peersFolder } from '../places.ts';
import { install, programOnPath } from './command.ts';

const requirements = join(home, 'requirements.txt');
const folder = join(peersFolder, 'python');
const interpreter = join(folder, 'bin', 'python');
/** Written last: the pins that are installed. */
const installed = join(folder, 'installed.txt');

/** The versions that requirements.txt pins, by package. */
export function pinned(): ReadonlyMap<string, string> {
  const lines = readFileSync(requirements, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split('==') as [string, string]));
}

/** @example versionsOf('numpy', 'scipy') // 'numpy 2.4.6, scipy 1.17.1' */
export function versionsOf(...packages: readonly string[]): string {
  const pins = pinned();
  return packages.map((name) => `${name} ${pins.get(name) ?? '(not pinned)'}`).join(', ');
}

/**
 * The Python of the peers: an environment of its own with what requirements.txt pins, made where it is not there yet and that is allowed.
 *
 * @throws BenchError `peer-unavailable`
 */
export async function peersPython(mayInstall = false): Promise<string> {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return interpreter;
  if (!mayInstall) throw new BenchError('peer-unavailable', `what requirements.txt pins is not in ${folder}`);
  const python = programOnPath('python3');
  if (python === undefined) {
    throw new BenchError('peer-unavailable', 'no python3 on the PATH; expected Python 3.11 or newer with venv');
  }
  await install('an environment for Python', [python, '-m', 'venv', '--clear', folder]);
  await install('requirements.txt', [interpreter, '-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(installed, wanted);
  return interpreter;
}

/** The path of a script of `python/`. */
export const script = (name: string): string => join(home, 'python', name);
