import { delimiter } from 'node:path';
import type { Environment } from './command.ts';

/**
 * What to change in an environment so that a command started here sees nothing of this workspace: its tools leave the
 * PATH, and what `npm run` and pnpm told their children is taken away.
 *
 * @param env - this process's environment
 * @param root - absolute path of the workspace
 * @example outsider({ PATH: '/w/node_modules/.bin:/usr/bin', npm_command: 'run' }, '/w')
 * // { npm_command: undefined, PATH: '/usr/bin' }
 */
export function outsider(env: Environment, root: string): Environment {
  const told = Object.keys(env).filter((name) => /^(npm_|pnpm_|NODE_OPTIONS$|NODE_PATH$|INIT_CWD$)/i.test(name));
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  return { ...Object.fromEntries(told.map((name) => [name, undefined])), PATH: path.join(delimiter) };
}
