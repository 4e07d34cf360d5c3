import { describe, expect, it } from 'vitest';
import { checkContents } from './contents.ts';
import { exampleWorkspace } from './example-workspace.ts';
import { pack } from './pack.ts';
import { published, readWorkspace } from './workspace.ts';

const complete = {
  name: '@lookalikes/scoring',
  version: '0.1.0',
  files: ['dist', 'src', '!src/**/*.test.ts', 'sql', 'README.md'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  bin: { 'lookalikes-scoring': './dist/cli.js' },
};

/** Packs the example's scoring stage, with its package.json changed, and checks the tarball. */
function check(change: object, extra: Record<string, string> = {}) {
  using example = exampleWorkspace();
  const folder = 'packages/stages/scoring';
  example.write(`${folder}/package.json`, { ...complete, ...change });
  const files = { 'README.md': '# Scoring', 'sql/top.sql': 'SELECT 1', 'src/a.test.ts': 'export {};', ...extra };
  const built = { 'dist/index.js': '', 'dist/index.d.ts': '', 'dist/cli.js': '#!/usr/bin/env node' };
  for (const [path, content] of Object.entries({ ...files, ...built })) example.write(`${folder}/${path}`, content);
  const pkg = published(readWorkspace(example.root)).find((candidate) => candidate.folder === folder)!;
  return checkContents(example.root, pack(example.root, pkg, example.root)).map(({ message }) => message);
}

describe('checkContents', () => {
  it('finds nothing in a whole tarball', () => {
    expect(check({})).toEqual([]);
  });

  it('misses sources and SQL that were left out', () => {
    expect(check({ files: ['dist'] })).toEqual([
      expect.stringContaining('lacks src/index.ts'),
      expect.stringContaining('lacks sql/top.sql'),
    ]);
  });

  it('misses an entry that was not built', () => {
    expect(check({ exports: { './more': './dist/more.js' } })).toEqual([expect.stringContaining('lacks dist/more.js')]);
  });

  it('catches a test that slipped in', () => {
    expect(check({ files: ['dist', 'src', 'sql'] })).toEqual([expect.stringContaining('has the test src/a.test.ts')]);
    expect(check({}, { 'dist/b.test.js': '' })).toEqual([expect.stringContaining('has the test dist/b.test.js')]);
  });

  it('catches a range that only the workspace resolves', () => {
    using example = exampleWorkspace();
    const pkg = published(readWorkspace(example.root)).find(({ folder }) => folder === 'packages/stages/sync')!;
    const tarball = { path: '', pkg, files: ['README.md', 'src/index.ts'], manifest: '{"zod":"catalog:"}' };
    expect(checkContents(example.root, tarball)).toEqual([
      { where: 'packages/stages/sync', message: expect.stringContaining('asks for "catalog:"') },
    ]);
  });

  it('packs real versions in place of the workspace’s ranges', () => {
    using example = exampleWorkspace();
    const pkg = published(readWorkspace(example.root)).find(({ folder }) => folder === 'packages/stages/sync')!;
    const { manifest } = pack(example.root, pkg, example.root);
    expect(JSON.parse(manifest).dependencies).toEqual({ '@lookalikes/stage-kit': '^0.1.0' });
  });
});
