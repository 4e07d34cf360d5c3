import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt } from './command.ts';
import type { Finding } from './finding.ts';
import type { Tarball } from './pack.ts';

const publint = fileURLToPath(new URL('../node_modules/.bin/publint', import.meta.url));
const attw = fileURLToPath(new URL('../node_modules/.bin/attw', import.meta.url));

/**
 * What publint (warnings count) and are-the-types-wrong (as an ES module) say of a tarball.
 *
 * @example judge(tarball) // []
 */
export function judge({ path, pkg }: Tarball): Finding[] {
  const options = { cwd: dirname(path), env: { NO_COLOR: '1', FORCE_COLOR: '0' } };
  const outcomes = [
    attempt([publint, 'run', path, '--strict'], options),
    attempt([attw, path, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'], options),
  ];
  return outcomes
    .filter(({ status }) => status !== 0)
    .map(({ stdout, stderr }) => ({ where: pkg.folder, message: `${stdout}\n${stderr}`.trim() }));
}
