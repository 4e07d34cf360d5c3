import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFixture } from './processes.ts';
import { configText } from './config-text.ts';

// Outside the workspace: nothing there finds a package of ours by itself.
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let root: string;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  root = realpathSync(folder.path);
});
afterEach(() => folder.remove());

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

/** What each path loads as, or the message it is refused with. */
async function load(paths: readonly string[], how = ''): Promise<unknown[]> {
  const { status, stdout, stderr } = await runFixture('load-config.ts', [JSON.stringify(paths), how], { cwd: root });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as unknown[];
}

const loaded = (file: string) => ({
  file: join(root, file),
  root: dirname(join(root, file)),
  engine: 'duckdb',
  store: 'file',
  stages: { counting: { windowDays: 2 } },
});

test('a config is found by its folder or name, and its imports from the command that runs', async () => {
  const text = configText({ windowDays: 2 });
  for (const file of ['lookalikes.config.ts', 'a/lookalikes.config.mts', 'a/another.ts', 'b/lookalikes.config.mjs']) {
    write(file, text);
  }
  expect(await load(['', 'a', 'a/another.ts', 'b'])).toEqual([
    loaded('lookalikes.config.ts'),
    loaded('a/lookalikes.config.mts'),
    loaded('a/another.ts'),
    loaded('b/lookalikes.config.mjs'),
  ]);
});

test('an import of ours in a file beside the config is found too', async () => {
  write('shared.ts', configText({ windowDays: 2 }));
  write('lookalikes.config.ts', "export { default } from './shared.ts';\n");
  expect(await load([''])).toEqual([loaded('lookalikes.config.ts')]);
});

test('no config in a folder, and no such file', async () => {
  expect(await load(['', 'night/mine.ts'])).toEqual([
    `config: no config: none of lookalikes.config.ts, lookalikes.config.mts, lookalikes.config.js, lookalikes.config.mjs in ${root}. Make one with lookalikes init, or name yours with --config.`,
    `config: no config: ${root}/night/mine.ts. Make one with lookalikes init, or name yours with --config.`,
  ]);
});

test('a config that does not load says where and why', async () => {
  const wrong = [
    ['syntax.ts', 'export default {\n  a: = 1,\n};\n', ':2 does not load: '],
    ['error.ts', "\n\nthrow new Error('no such place');\n", ':3 does not load: no such place'],
    ['text.ts', "throw 'no such place';\n", ' does not load: no such place'],
    ['ours.ts', "import '@lookalikes/nothing';\n", " does not load: Cannot find package '@lookalikes/nothing'"],
    ['theirs.ts', "import 'zod';\n", " does not load: Cannot find package 'zod'"],
    [
      'no-default.ts',
      'export const config = {};\n',
      ' has no default export: end it with export default defineConfig(',
    ],
    ['key.ts', 'export default { engin: 1 };\n', ':\n  engine: found nothing; expected a function'],
  ] as const;
  for (const [name, text] of wrong) write(name, text);
  const found = await load(wrong.map(([name]) => name));
  expect(found).toEqual(wrong.map(([name, , message]) => expect.stringContaining(`config: ${root}/${name}${message}`)));
});

test('without a command, imports are found from the config alone', async () => {
  write('lookalikes.config.ts', configText({}));
  expect(await load([''], 'without a command')).toEqual([
    expect.stringMatching(/does not load: Cannot find package '@lookalikes\/.* imported from .*lookalikes\.config\.ts/),
  ]);
});
