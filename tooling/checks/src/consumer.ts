import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { demand, type Environment } from './command.ts';
import { ChecksError } from './error.ts';
import { pack, type Tarball } from './pack.ts';
import { published, type Workspace } from './workspace.ts';

/** A project outside the workspace that uses the packages as a user does: from their tarballs. */
export interface Consumer {
  /** Absolute path of the project. */
  readonly folder: string;
  readonly tarballs: readonly Tarball[];
  /** Runs a command in the project and returns its output; its own `node_modules/.bin` comes first. */
  readonly run: (command: readonly [string, ...string[]]) => string;
}

/** Where to make a consumer, and with what environment its commands run. */
export interface ConsumerOptions {
  /** Absolute path of an empty folder outside the workspace. */
  readonly at: string;
  readonly env: Environment;
}

/**
 * Packs every published package and writes a project that depends on the tarballs, on the Node this runs on (so that
 * it works on an older host), and on TypeScript. {@link install} fills it.
 *
 * @throws ChecksError `command-failed` when a package does not pack
 * @example const consumer = makeConsumer(workspace, { at: '/tmp/consumer', env: outsider(process.env, root) });
 */
export function makeConsumer(workspace: Workspace, { at, env }: ConsumerOptions): Consumer {
  const into = join(at, 'tarballs');
  const folder = join(at, 'project');
  mkdirSync(into);
  mkdirSync(folder);
  const tarballs = published(workspace).map((pkg) => pack(workspace.root, pkg, into));
  const ours = tarballs.map(({ path, pkg }) => [pkg.manifest.name, `file:${relative(folder, path)}`] as const);
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(ours), node: process.versions.node },
    devDependencies: { '@types/node': versionOf('@types/node'), typescript: versionOf('typescript') },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const path = `${join(folder, 'node_modules', '.bin')}:${env['PATH'] ?? ''}`;
  return {
    folder,
    tarballs,
    run: (command) => demand(command, { cwd: folder, env: { ...env, PATH: path } }),
  };
}

/**
 * Installs the consumer with npm.
 *
 * @throws ChecksError `command-failed` when npm fails; `consumer` as {@link checkProvenance} does
 * @example install(consumer)
 */
export function install({ folder, tarballs, run }: Consumer): void {
  run(['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error']);
  const lock: unknown = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  checkProvenance(lock, tarballs.length);
}

const Lock = z.object({ packages: z.record(z.string(), z.object({ resolved: z.string().optional() })) });

/**
 * Makes sure that each of our packages came from its tarball, once: a range that no tarball satisfies would send npm
 * to a registry, for whatever has that name there.
 *
 * @param lock - what package-lock.json says
 * @param expected - how many packages of ours there should be
 * @throws ChecksError `consumer`, with where each package came from
 * @example checkProvenance(lock, tarballs.length)
 */
export function checkProvenance(lock: unknown, expected: number): void {
  const { packages } = Lock.parse(lock);
  const ours = Object.entries(packages).filter(([path]) => /node_modules\/@lookalikes\/[^/]+$/.test(path));
  const strays = ours.filter(([, { resolved }]) => resolved?.startsWith('file:') !== true);
  if (strays.length === 0 && ours.length === expected) return;
  const found = ours.map(([path, { resolved }]) => `${path} from ${resolved ?? 'nowhere'}`).join('\n');
  throw new ChecksError(
    'consumer',
    `expected ${expected} packages, each from its tarball; found ${ours.length}:\n${found}`,
  );
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}
