import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const command = join(import.meta.dirname, '../../apps/runner/dist/cli.js');

/** Runs the built `lookalikes` command, its output as it comes; where it fails, this process ends with its status. */
export function lookalikes(args: readonly string[]): void {
  console.log(`$ lookalikes ${args.join(' ')}`);
  const { status, error } = spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
