import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { attempt } from './command.ts';
import { exampleWorkspace } from './example-workspace.ts';

const oxlint = fileURLToPath(new URL('../node_modules/.bin/oxlint', import.meta.url));

const stage = 'packages/stages/sync/src/a.ts';
const breaches: [rule: string, file: string, code: string][] = [
  ['eslint(no-restricted-imports)', stage, "export * from '@lookalikes/schema/src/a.ts';"],
  ['eslint(no-restricted-imports)', 'packages/schema/src/a.ts', "export * from 'node:fs';"],
  ['eslint(no-restricted-imports)', 'packages/schema/src/a.test.ts', "import { vi } from 'vitest'; vi.fn();"],
  ['eslint(no-restricted-properties)', 'packages/schema/src/a.ts', 'export const a = Math.random();'],
  ['eslint(no-restricted-properties)', stage, 'export const a = Date.now();'],
  ['eslint(no-console)', stage, "console.log('a');"],
  ['eslint(max-lines)', stage, `export const a = 1;${'\n'.repeat(301)}export const b = 1;`],
  ['eslint(max-params)', stage, 'export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];'],
  ['import(no-default-export)', stage, 'export default 1;'],
  ['typescript(no-floating-promises)', stage, 'export async function f() {}\nf();'],
  ['typescript(only-throw-error)', stage, "export function f() { throw 'a'; }"],
];

function lint(root: string, file: string) {
  copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));
  const { stdout } = attempt([oxlint, '--format', 'json', file], { cwd: root });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  return diagnostics.map(({ code }) => code);
}

describe('oxlint, with .oxlintrc.json', () => {
  it.each(breaches)('%s fires in %s', (rule, file, code) => {
    using example = exampleWorkspace();
    example.write('tsconfig.json', { compilerOptions: { strict: true, module: 'nodenext', types: [] } });
    example.write(file, code);
    expect(lint(example.root, file)).toContain(rule);
  });

  it('is silent on plain code', () => {
    using example = exampleWorkspace();
    example.write(stage, 'export const a = 1;\n');
    expect(lint(example.root, stage)).toEqual([]);
  });
});
