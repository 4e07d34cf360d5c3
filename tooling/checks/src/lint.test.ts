import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { attempt } from './command.ts';
import { exampleWorkspace } from './example-workspace.ts';

const oxlint = fileURLToPath(new URL('../node_modules/.bin/oxlint', import.meta.url));

const stage = 'packages/stages/sync/src';
const schema = 'packages/schema/src';
const long = `export const a = 1;${'\n'.repeat(301)}export const b = 1;`;
const breaches: [rule: string, file: string, code: string][] = [
  ['eslint(no-restricted-imports)', `${stage}/deep.ts`, "export * from '@lookalikes/schema/src/a.ts';"],
  ['eslint(no-restricted-imports)', `${schema}/io.ts`, "export * from 'node:fs';"],
  ['eslint(no-restricted-imports)', `${schema}/mock.test.ts`, "import { vi } from 'vitest'; vi.fn();"],
  ['eslint(no-restricted-properties)', `${schema}/random.ts`, 'export const a = Math.random();'],
  ['eslint(no-restricted-properties)', `${stage}/now.ts`, 'export const a = Date.now();'],
  ['eslint(no-console)', `${stage}/console.ts`, "console.log('a');"],
  ['eslint(max-lines)', `${stage}/long.ts`, long],
  ['eslint(max-params)', `${stage}/params.ts`, 'export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];'],
  ['import(no-default-export)', `${stage}/default.ts`, 'export default 1;'],
  ['typescript(no-floating-promises)', `${stage}/floating.ts`, 'export async function f() {}\nf();'],
  ['typescript(only-throw-error)', `${stage}/throw.ts`, "export function f() { throw 'a'; }"],
];

describe('oxlint, with .oxlintrc.json', () => {
  let diagnostics: { code: string; filename: string }[];

  beforeAll(() => {
    using example = exampleWorkspace();
    copyFileSync('.oxlintrc.json', join(example.root, '.oxlintrc.json'));
    example.write('tsconfig.json', { compilerOptions: { strict: true, module: 'nodenext', types: [] } });
    example.write(`${stage}/plain.ts`, 'export const a = 1;\n');
    for (const [, file, code] of breaches) example.write(file, code);
    const { stdout } = attempt([oxlint, '--format', 'json', 'packages'], { cwd: example.root });
    ({ diagnostics } = JSON.parse(stdout));
  });

  it.each(breaches)('%s fires in %s', (code, filename) => {
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, filename }));
  });

  it('is silent on plain code', () => {
    expect(diagnostics.filter(({ filename }) => filename === `${stage}/plain.ts`)).toEqual([]);
  });
});
