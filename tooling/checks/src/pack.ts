import { join } from 'node:path';
import { z } from 'zod';
import { demand } from './command.ts';
import { pnpm, type WorkspacePackage } from './workspace.ts';

/** A package as it would be published. */
export interface Tarball {
  /** Absolute path of the .tgz. */
  readonly path: string;
  readonly pkg: WorkspacePackage;
  /** Paths inside, without the leading `package/`. */
  readonly files: readonly string[];
  /** The package.json inside, in which pnpm has written real versions for `workspace:` and `catalog:`. */
  readonly manifest: string;
}

const Packed = z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) });

/**
 * Packs a built package, as a release would.
 *
 * @param into - absolute path of the folder for the .tgz
 * @throws ChecksError `command-failed` when it does not pack
 * @example pack(root, pkg, '/tmp/tarballs').files // ['package.json', 'dist/index.js', …]
 */
export function pack(root: string, pkg: WorkspacePackage, into: string): Tarball {
  const printed = demand([pnpm, 'pack', '--json', '--pack-destination', into], { cwd: join(root, pkg.folder) });
  const { filename, files } = Packed.parse(JSON.parse(printed.slice(printed.indexOf('{'))));
  const manifest = demand(['tar', '-xOzf', filename, 'package/package.json'], { cwd: into });
  return { path: filename, pkg, files: files.map(({ path }) => path), manifest };
}
