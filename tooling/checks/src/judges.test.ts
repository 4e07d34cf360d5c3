import { describe, expect, it } from 'vitest';
import { exampleWorkspace } from './example-workspace.ts';
import { judge } from './judges.ts';
import { pack } from './pack.ts';
import { published, readWorkspace } from './workspace.ts';

const folder = 'packages/stages/scoring';

/** Packs the example's scoring stage with these exports and files, and has it judged. */
function judged(exported: object, files: Record<string, string>) {
  using example = exampleWorkspace();
  const type = 'module';
  example.write(`${folder}/package.json`, { name: '@lookalikes/scoring', version: '0.1.0', type, exports: exported });
  for (const [path, content] of Object.entries(files)) example.write(`${folder}/${path}`, content);
  const pkg = published(readWorkspace(example.root)).find((candidate) => candidate.folder === folder)!;
  return judge(pack(example.root, pkg, example.root));
}

const code = { 'dist/index.js': 'export const a = 1;\n', 'dist/index.d.ts': 'export declare const a: number;\n' };

describe('judge', () => {
  it('accepts an ES module with its declarations', () => {
    expect(judged({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } }, code)).toEqual([]);
  });

  it('hears publint on an entry that is not there', () => {
    const [finding] = judged({ '.': './dist/index.js', './more': './dist/more.js' }, code);
    expect(finding).toEqual({ where: folder, message: expect.stringMatching(/more\.js.*does not exist/s) });
  });

  it('hears are-the-types-wrong on declarations that do not resolve', () => {
    const types = { 'dist/index.d.ts': "export * from './gone.ts';\n" };
    const findings = judged({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } }, { ...code, ...types });
    expect(findings).toEqual([{ where: folder, message: expect.stringMatching(/internal resolution/i) }]);
  });
});
