import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { layerOf } from './layers.ts';

/** A workspace in a temporary folder, small enough to break one thing in it at a time. */
export interface ExampleWorkspace extends Disposable {
  readonly root: string;
  /** Writes a file, by its path from the root. */
  write(path: string, content: string | object): void;
}

const example: readonly [folder: string, name: string, dependencies: object, devDependencies?: object][] = [
  ['packages/schema', 'schema', { zod: 'catalog:' }],
  ['packages/linear-model', 'linear-model', {}],
  ['packages/stage-kit', 'stage-kit', { '@lookalikes/schema': 'workspace:^' }],
  ['packages/engines/duckdb', 'engine-duckdb', { '@lookalikes/stage-kit': 'workspace:^' }],
  [
    'packages/stages/scoring',
    'scoring',
    { '@lookalikes/stage-kit': 'workspace:^', '@lookalikes/schema': 'workspace:^' },
    { '@lookalikes/engine-duckdb': 'workspace:^' },
  ],
  ['packages/stages/sync', 'sync', { '@lookalikes/stage-kit': 'workspace:^' }],
];

/**
 * Makes a workspace with one package of most layers, that keeps every rule.
 *
 * @example
 * using workspace = exampleWorkspace();
 * workspace.write('packages/schema/src/index.ts', "import 'left-pad';");
 */
export function exampleWorkspace(): ExampleWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'lookalikes-checks-'));
  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  write('package.json', { name: 'example', private: true, devDependencies: { vitest: 'catalog:' } });
  write(
    'pnpm-workspace.yaml',
    'packages: [packages/*, packages/engines/*, packages/stages/*]\ncatalog: { zod: 4.6.7 }\n',
  );
  write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
  for (const [folder, name, dependencies, devDependencies = {}] of example) {
    write(`${folder}/package.json`, { name: `@lookalikes/${name}`, version: '0.1.0', dependencies, devDependencies });
    write(`${folder}/turbo.json`, { extends: ['//'], tags: [layerOf(folder).tag] });
    write(`${folder}/src/index.ts`, 'export {};\n');
  }
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}
