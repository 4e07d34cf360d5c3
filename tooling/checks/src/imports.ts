import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import type { Finding } from './finding.ts';
import { layerOf } from './layers.ts';
import { type Specifier, specifiersOf } from './specifiers.ts';
import { layersByName, type Workspace, type WorkspacePackage } from './workspace.ts';

const sources = ['**/*.{ts,tsx,mts,cts,js,mjs,cjs}'];
const skipped = ['**/node_modules/**', '**/dist/**', '**/coverage/**', '**/.turbo/**'];

/**
 * Holds what every source file imports against its package.json and the layers. Code that ships (`src/**` of a
 * published package, tests aside) may import its declared dependencies in layers it may use; tests and build files
 * may import devDependencies too, and the root's, and read files that are in no other package.
 *
 * @throws ChecksError `bad-source` for a file that does not parse
 * @example checkImports(readWorkspace(root)) // []
 */
export function checkImports(workspace: Workspace): Finding[] {
  return workspace.packages.flatMap((pkg) =>
    sourcesOf(workspace, pkg).flatMap((file) => {
      const text = readFileSync(join(workspace.root, pkg.folder, file), 'utf8');
      const rules = rulesFor(workspace, pkg, file);
      return specifiersOf(file, text).flatMap((found) => {
        const message = judge(found, rules);
        return message === undefined ? [] : [{ where: `${pkg.folder}/${file}:${found.line}`, message }];
      });
    }),
  );
}

/**
 * The source files of a package, from its own folder.
 *
 * @example sourcesOf(workspace, schema) // ['tsup.config.ts', 'src/index.ts']
 */
export function sourcesOf(workspace: Workspace, { folder }: WorkspacePackage): string[] {
  return globSync(sources, { cwd: join(workspace.root, folder), exclude: skipped });
}

/** What one file may import. */
interface Rules {
  readonly file: string;
  readonly folder: string;
  readonly otherFolders: readonly string[];
  readonly ships: boolean;
  readonly self: string;
  readonly layerTag: string;
  readonly tagsAllowed: readonly string[];
  readonly declared: ReadonlySet<string>;
  readonly forTestsOnly: ReadonlySet<string>;
  readonly tagOf: (name: string) => string | undefined;
}

/**
 * Whether a file of a published package ends up in its tarball as code that runs for a user.
 *
 * @example ships('src/stage.ts') // true
 * @example ships('src/stage.test.ts') // false
 */
export function ships(file: string): boolean {
  return file.startsWith('src/') && !file.endsWith('.test.ts');
}

function rulesFor(workspace: Workspace, { folder, manifest }: WorkspacePackage, file: string): Rules {
  const layer = layerOf(folder);
  const tags = layersByName(workspace);
  const shipping = ships(file) && !manifest.private;
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  const forTests = { ...manifest.devDependencies, ...workspace.rootManifest.devDependencies };
  const ownsPresets = file.startsWith('src/') ? [] : ['preset'];
  return {
    file,
    folder,
    otherFolders: workspace.packages.map((pkg) => pkg.folder).filter((other) => other !== folder),
    ships: shipping,
    self: manifest.name,
    layerTag: layer.tag,
    tagsAllowed: shipping ? layer.uses : [...layer.uses, ...layer.testsUse, ...ownsPresets],
    declared: new Set(shipping ? Object.keys(declared) : [...Object.keys(declared), ...Object.keys(forTests)]),
    forTestsOnly: new Set(Object.keys(forTests)),
    tagOf: (name) => tags.get(name)?.tag,
  };
}

function judge({ specifier, kind }: Specifier, rules: Rules): string | undefined {
  if (kind === 'file' || specifier.startsWith('.')) {
    const target = posix.join(rules.folder, posix.dirname(rules.file), specifier);
    if (isWithin(target, rules.folder)) return undefined;
    const elsewhere = rules.otherFolders.some((other) => isWithin(target, other));
    if (kind === 'file' && !rules.ships && !elsewhere) return undefined;
    return `reaches ${specifier}, outside its package; import the other package by its name, from its public surface`;
  }
  if (isBuiltin(specifier) || specifier.startsWith('#') || specifier.startsWith('data:')) return undefined;
  const name = packageOf(specifier);
  if (name === rules.self) return undefined;
  const tag = rules.tagOf(name);
  if (tag !== undefined && !rules.tagsAllowed.includes(tag)) {
    const way = tag === 'stage' ? '; stages meet only in datasets: write one and read it' : '';
    return `imports ${specifier} (${tag}); ${rules.layerTag} may use ${rules.tagsAllowed.join(', ') || 'no other package here'}${way}`;
  }
  if (rules.declared.has(name)) {
    const testing = rules.ships && tag !== undefined && specifier.endsWith('/testing');
    return testing ? `imports ${specifier}, which is for tests, in code that ships` : undefined;
  }
  if (rules.forTestsOnly.has(name)) {
    return `imports ${name}, a devDependency, in code that ships; make it a dependency, or move this to a *.test.ts`;
  }
  return `imports ${name}, which package.json does not declare; add it to its dependencies`;
}

function isWithin(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
