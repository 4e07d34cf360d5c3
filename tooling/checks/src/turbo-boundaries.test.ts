import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { attempt } from './command.ts';
import { exampleWorkspace } from './example-workspace.ts';

const turbo = fileURLToPath(new URL('../node_modules/.bin/turbo', import.meta.url));

function boundaries(root: string) {
  copyFileSync(join(process.cwd(), 'turbo.json'), join(root, 'turbo.json'));
  const command = [turbo, 'boundaries', '--dangerously-disable-package-manager-check'] as const;
  return attempt(command, { cwd: root, env: { TURBO_TELEMETRY_DISABLED: '1' } });
}

describe('turbo boundaries, with the tags of turbo.json', () => {
  it('passes an example that keeps the rules', () => {
    using example = exampleWorkspace();
    expect(boundaries(example.root)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('6 packages, no issues'),
    });
  });

  it.each([
    ['stages/sync', '@lookalikes/scoring'],
    ['schema', '@lookalikes/stage-kit'],
    ['linear-model', '@lookalikes/schema'],
    ['engines/duckdb', '@lookalikes/scoring'],
  ])('fails when %s depends on %s', (folder, dependency) => {
    using example = exampleWorkspace();
    const name = `@lookalikes/${folder.split('/').at(-1)}`;
    example.write(`packages/${folder}/package.json`, { name, dependencies: { [dependency]: 'workspace:^' } });
    const { status, stderr } = boundaries(example.root);
    expect(status).toBe(1);
    expect(stderr.replaceAll(/[\s|]+/g, ' ')).toContain(`\`${dependency}\` found without any tag listed in allowlist`);
  });
});
