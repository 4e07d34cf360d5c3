import { describe, expect, it } from 'vitest';
import { exampleWorkspace } from './example-workspace.ts';
import { checkImports, ships, sourcesOf } from './imports.ts';
import { readWorkspace } from './workspace.ts';

const breaches: [what: string, file: string, code: string, message: RegExp][] = [
  [
    'a stage importing a stage',
    'packages/stages/sync/src/a.ts',
    "import '@lookalikes/scoring';",
    /stages meet only in/,
  ],
  [
    'a stage’s test importing a stage',
    'packages/stages/sync/src/a.test.ts',
    "import '@lookalikes/scoring';",
    /\(stage\)/,
  ],
  [
    'a path out of the package',
    'packages/stages/sync/src/a.ts',
    "export * from '../../scoring/src/a.ts';",
    /outside its/,
  ],
  [
    'a file out of the package',
    'packages/stages/sync/src/a.ts',
    "new URL('../../x.sql', import.meta.url);",
    /outside its/,
  ],
  [
    'a test reading another package’s file',
    'packages/stages/sync/src/a.test.ts',
    "new URL('../../scoring/sql/top.sql', import.meta.url);",
    /outside its/,
  ],
  ['an undeclared package', 'packages/stages/sync/src/a.ts', "await import('left-pad');", /does not declare/],
  ['an undeclared type', 'packages/stages/sync/src/a.ts', "type A = import('left-pad').A;", /does not declare/],
  ['a devDependency in code that ships', 'packages/stages/sync/src/a.ts', "import 'vitest';", /a devDependency/],
  [
    'a stage importing its tests’ engine',
    'packages/stages/scoring/src/a.ts',
    "import '@lookalikes/engine-duckdb';",
    /\(engine\)/,
  ],
  [
    'an engine importing schema itself',
    'packages/engines/duckdb/src/a.ts',
    "import '@lookalikes/schema';",
    /\(schema\)/,
  ],
  [
    'linear-model importing anything',
    'packages/linear-model/src/a.ts',
    "import '@lookalikes/schema';",
    /no other package/,
  ],
  ['schema importing the kit', 'packages/schema/src/a.ts', "import '@lookalikes/stage-kit';", /\(kit\)/],
  [
    'a test suite in code that ships',
    'packages/stages/sync/src/a.ts',
    "import '@lookalikes/stage-kit/testing';",
    /for tests/,
  ],
];

describe('checkImports', () => {
  it.each(breaches)('catches %s, and nothing else', (_, file, code, message) => {
    using example = exampleWorkspace();
    example.write(file, `// The breach is on line 2.\n${code}\n`);
    expect(checkImports(readWorkspace(example.root))).toEqual([
      { where: `${file}:2`, message: expect.stringMatching(message) },
    ]);
  });

  it('finds nothing where every rule is kept', () => {
    using example = exampleWorkspace();
    example.write(
      'packages/stages/scoring/src/stage.ts',
      "import 'node:fs'; import '@lookalikes/schema'; import './x.ts';",
    );
    example.write(
      'packages/stages/scoring/src/stage.test.ts',
      "import 'vitest'; import '@lookalikes/engine-duckdb'; import '@lookalikes/stage-kit/testing';",
    );
    example.write(
      'packages/schema/src/docs.test.ts',
      "new URL('../../../docs/datasets.md', import.meta.url); new URL('../../../../data', import.meta.url);",
    );
    const workspace = readWorkspace(example.root);
    expect(checkImports(workspace)).toEqual([]);
    expect(workspace.packages.flatMap((pkg) => sourcesOf(workspace, pkg))).toHaveLength(9);
  });

  it('refuses a file that does not parse', () => {
    using example = exampleWorkspace();
    example.write('packages/schema/src/broken.ts', 'import {');
    expect(() => checkImports(readWorkspace(example.root))).toThrow(/src\/broken\.ts does not parse/);
  });
});

describe('ships', () => {
  it.each([
    ['src/stage.ts', true],
    ['src/stage.test.ts', false],
    ['tsup.config.ts', false],
  ])('%s: %s', (file, expected) => expect(ships(file)).toBe(expected));
});
