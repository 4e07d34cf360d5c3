import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { demand } from './command.ts';
import { ChecksError } from './error.ts';
import { type Layer, layerOf } from './layers.ts';

const versions = z.record(z.string(), z.string()).default({});

const Manifest = z.object({
  name: z.string(),
  version: z.string().default('0.0.0'),
  private: z.boolean().default(false),
  files: z.array(z.string()).default([]),
  bin: z.record(z.string(), z.string()).default({}),
  exports: z.record(z.string(), z.unknown()).default({}),
  dependencies: versions,
  devDependencies: versions,
  peerDependencies: versions,
  optionalDependencies: versions,
});

/** The parts of a package.json that the checks look at. */
type Manifest = z.infer<typeof Manifest>;

/** One package of the workspace. */
export interface WorkspacePackage {
  /** From the workspace's root, with `/`; the root itself is `.`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The workspace: its root's own manifest and every package below it. */
export interface Workspace {
  readonly root: string;
  readonly rootManifest: Manifest;
  readonly packages: readonly WorkspacePackage[];
}

/** The pinned pnpm, so that a check works however it was started. */
export const pnpm = fileURLToPath(new URL('../node_modules/.bin/pnpm', import.meta.url));

const Listed = z.array(z.object({ path: z.string() }));

/**
 * Every package that pnpm counts as part of the workspace at `root`.
 *
 * @param root - absolute path of the folder with pnpm-workspace.yaml
 * @throws ChecksError `bad-manifest` for a package.json that is not one
 * @example readWorkspace('/home/me/lookalikes').packages.map(({ folder }) => folder)
 */
export function readWorkspace(root: string): Workspace {
  const listing = demand([pnpm, 'ls', '--recursive', '--depth', '-1', '--json'], { cwd: root });
  const folders = Listed.parse(JSON.parse(listing)).map(({ path }) => relative(root, path).split(sep).join('/') || '.');
  const found = folders.toSorted().map((folder) => ({ folder, manifest: readManifest(root, folder) }));
  return {
    root,
    rootManifest: readManifest(root, '.'),
    packages: found.filter(({ folder }) => folder !== '.'),
  };
}

/**
 * The packages that are released: every one that is not private.
 *
 * @example published(workspace).map(({ manifest }) => manifest.name)
 */
export function published(workspace: Workspace): WorkspacePackage[] {
  return workspace.packages.filter(({ manifest }) => !manifest.private);
}

/**
 * Each workspace package's layer, by package name.
 *
 * @throws ChecksError `no-layer` for a package in a folder that no layer has
 * @example layersByName(workspace).get('@lookalikes/sync')?.tag // 'stage'
 */
export function layersByName(workspace: Workspace): Map<string, Layer> {
  return new Map(workspace.packages.map(({ folder, manifest }) => [manifest.name, layerOf(folder)]));
}

function readManifest(root: string, folder: string): Manifest {
  const path = join(root, folder, 'package.json');
  const parsed = Manifest.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    throw new ChecksError('bad-manifest', `${path}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  return parsed.data;
}
