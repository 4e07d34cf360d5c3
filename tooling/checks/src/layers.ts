import { ChecksError } from './error.ts';

/** A group of packages with the same place in the direction of dependencies. */
export interface Layer {
  /** The tag a package of this layer carries in its turbo.json. */
  readonly tag: string;
  /** Folders from the workspace's root; a last segment `*` stands for one folder name. */
  readonly folders: readonly string[];
  /** Tags of the layers its shipped code may import. */
  readonly uses: readonly string[];
  /** Tags that its tests may import besides. */
  readonly testsUse: readonly string[];
  /** The only packages from outside the workspace that it may depend on; absent means any that are declared. */
  readonly outside?: readonly string[];
}

/**
 * The direction of dependencies: `schema <- stage-kit <- stages <- runner`.
 * turbo.json has the same table for `turbo boundaries`; that one counts devDependencies and what is reached through
 * another package, this one holds shipped code and tests apart.
 */
const layers: readonly Layer[] = [
  { tag: 'schema', folders: ['packages/schema'], uses: [], testsUse: [], outside: ['zod'] },
  { tag: 'model', folders: ['packages/linear-model'], uses: [], testsUse: [], outside: [] },
  { tag: 'kit', folders: ['packages/stage-kit'], uses: ['schema'], testsUse: [] },
  { tag: 'database', folders: ['packages/postgres'], uses: ['kit'], testsUse: [] },
  { tag: 'engine', folders: ['packages/engines/*'], uses: ['kit'], testsUse: ['schema'] },
  { tag: 'store', folders: ['packages/stores/*'], uses: ['kit'], testsUse: [] },
  {
    tag: 'stage',
    folders: ['packages/stages/*'],
    uses: ['schema', 'kit', 'model', 'database'],
    testsUse: ['engine', 'store'],
  },
  {
    tag: 'runner',
    folders: ['apps/*'],
    uses: ['schema', 'kit', 'model', 'database', 'engine', 'store', 'stage', 'tool'],
    testsUse: [],
  },
  {
    tag: 'tool',
    folders: ['tooling/*'],
    uses: ['schema'],
    testsUse: ['model', 'kit', 'database', 'engine', 'store', 'stage', 'tool'],
  },
  { tag: 'preset', folders: ['tooling/build', 'tooling/tsconfig'], uses: [], testsUse: [] },
];

/** The tag of the build and compiler presets: every package may have them as devDependencies, none may import them. */
export const presetTag = 'preset';

/**
 * The layer of a package's folder; an exact folder wins over one with a `*`.
 *
 * @param folder - from the workspace's root, with `/`
 * @throws ChecksError `no-layer` for a folder that the table does not place
 * @example layerOf('packages/stages/scoring').tag // 'stage'
 */
export function layerOf(folder: string): Layer {
  const parent = folder.split('/').slice(0, -1).join('/');
  const exact = layers.find((layer) => layer.folders.includes(folder));
  const layer = exact ?? layers.find((candidate) => candidate.folders.includes(`${parent}/*`));
  if (layer === undefined) {
    const known = layers.flatMap((candidate) => candidate.folders).join(', ');
    throw new ChecksError(
      'no-layer',
      `${folder} belongs to no layer; expected one of ${known}: move it, or place it in tooling/checks/src/layers.ts and turbo.json`,
    );
  }
  return layer;
}
