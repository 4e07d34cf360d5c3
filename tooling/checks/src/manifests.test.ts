import { describe, expect, it } from 'vitest';
import { exampleWorkspace } from './example-workspace.ts';
import { checkManifests } from './manifests.ts';
import { readWorkspace } from './workspace.ts';

const workspaceRange = 'workspace:^';

const breaches: [what: string, folder: string, manifest: object, message: RegExp][] = [
  [
    'a stage on a stage',
    'stages/sync',
    { dependencies: { '@lookalikes/scoring': workspaceRange } },
    /on @lookalikes\/scoring \(stage\)/,
  ],
  [
    'a stage on an engine',
    'stages/sync',
    { dependencies: { '@lookalikes/engine-duckdb': workspaceRange } },
    /\(engine\)/,
  ],
  [
    'a stage’s tests on a stage',
    'stages/sync',
    { devDependencies: { '@lookalikes/scoring': workspaceRange } },
    /for its tests/,
  ],
  ['schema on the kit', 'schema', { dependencies: { '@lookalikes/stage-kit': workspaceRange } }, /\(kit\)/],
  ['schema on more than zod', 'schema', { dependencies: { pino: 'catalog:' } }, /schema depends on zod from outside/],
  ['linear-model on anything', 'linear-model', { dependencies: { zod: 'catalog:' } }, /model depends on nothing/],
  ['an engine on schema', 'engines/duckdb', { dependencies: { '@lookalikes/schema': workspaceRange } }, /\(schema\)/],
  [
    'a version of its own',
    'stage-kit',
    { dependencies: { zod: '^4.0.0' } },
    /asks for zod \^4\.0\.0; expected catalog:/,
  ],
  ['a release of a sister', 'stages/sync', { dependencies: { '@lookalikes/schema': '^0.1.0' } }, /expected workspace:/],
];

describe('checkManifests', () => {
  it('finds nothing where every rule is kept', () => {
    using example = exampleWorkspace();
    expect(checkManifests(readWorkspace(example.root))).toEqual([]);
  });

  it.each(breaches)('catches %s', (_, folder, manifest, message) => {
    using example = exampleWorkspace();
    const { name } = readWorkspace(example.root).packages.find((pkg) => pkg.folder === `packages/${folder}`)!.manifest;
    example.write(`packages/${folder}/package.json`, { name, version: '0.1.0', ...manifest });
    expect(checkManifests(readWorkspace(example.root))).toEqual([
      { where: `packages/${folder}/package.json`, message: expect.stringMatching(message) },
    ]);
  });

  it('catches a package whose tag lies about its layer, or that has none', () => {
    using example = exampleWorkspace();
    example.write('packages/schema/turbo.json', { extends: ['//'], tags: ['runner'] });
    example.write('packages/stages/extra/package.json', { name: '@lookalikes/extra', version: '0.1.0' });
    expect(checkManifests(readWorkspace(example.root))).toEqual([
      { where: 'packages/schema/turbo.json', message: expect.stringContaining('has tags ["runner"]') },
      { where: 'packages/stages/extra/turbo.json', message: expect.stringContaining('is missing') },
    ]);
  });

  it('refuses a package in a folder that no layer has', () => {
    using example = exampleWorkspace();
    example.write('packages/extra/package.json', { name: '@lookalikes/extra' });
    expect(() => checkManifests(readWorkspace(example.root))).toThrow(/packages\/extra belongs to no layer/);
  });

  it('refuses a package.json that is not one', () => {
    using example = exampleWorkspace();
    example.write('packages/schema/package.json', { name: '@lookalikes/schema', files: 'dist' });
    expect(() => readWorkspace(example.root)).toThrow(/schema\/package\.json: .*files/s);
  });
});
