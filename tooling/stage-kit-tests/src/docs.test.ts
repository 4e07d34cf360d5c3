import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodeOf, StageKitError } from '@lookalikes/stage-kit';
import type { StageKitErrorCode } from '@lookalikes/stage-kit';
import { describe, expect, test } from 'vitest';
import { runFixture } from './processes.ts';
import { visit } from './world.ts';

const kit = dirname(createRequire(import.meta.url).resolve('@lookalikes/stage-kit/package.json'));
const readme = readFileSync(join(kit, 'README.md'), 'utf8');
const page = (name: string) => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');

/** The blocks of a page, by what stands behind their language: a file, or nothing. */
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language, file, content]) => ({
    language,
    file,
    content: content ?? '',
  }));

describe.each([
  { name: 'README of stage-kit', text: readme, fixture: 'page-visits', files: 4 },
  { name: 'add-a-stage', text: page('add-a-stage'), fixture: 'page-visits', files: 7 },
  { name: 'add-an-engine', text: page('add-an-engine'), fixture: 'traced', files: 2 },
])('$name', ({ text, fixture, files }) => {
  test('shows files as they are, which are tested', () => {
    const shown = blocksOf(text).filter(({ file }) => file !== undefined);
    expect(shown).toHaveLength(files);
    for (const { file, content } of shown) {
      const url = new URL(`../fixtures/${fixture}/${file}`, import.meta.url);
      expect(content, file).toBe(readFileSync(url, 'utf8'));
    }
  });
});

test('add-a-stage and the README name files that are there', () => {
  const root = new URL('../../../', import.meta.url);
  for (const name of ['add-a-stage', 'add-an-engine']) {
    const named = page(name).match(/`(?:packages|apps|docs)\/[\w./-]+`/g) ?? [];
    expect(named.length).toBeGreaterThan(1);
    for (const path of named) expect(existsSync(new URL(path.slice(1, -1), root)), path).toBe(true);
  }
  for (const [, link = ''] of readme.matchAll(/\]\((\.\.\/[^)#]+)[^)]*\)/g)) {
    expect(existsSync(join(kit, link)), link).toBe(true);
  }
});

test('what add-a-stage shows of its command is what it prints', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  for (const pages of [['home'], ['home', 'shop'], ['shop', 'cart']]) visit(folder.path, { day: '2026-11-20', pages });
  mkdirSync(join(folder.path, 'mapping'));
  writeFileSync(join(folder.path, 'lookalikes.config.ts'), config);
  const consoles = blocksOf(page('add-a-stage')).filter(({ language }) => language === 'console');
  expect(consoles).toHaveLength(2);
  for (const { content } of consoles) {
    const [first = '', ...shown] = content.trimEnd().split('\n');
    const args = first.replace('$ lookalikes-page-visits ', '').split(' ');
    const { status, stdout, stderr } = await runFixture('page-visits/src/cli.ts', args, { cwd: folder.path });
    expect(status).toBe(0);
    const anyTime = (line: string) => line.replace(/took \d+\.\d s/, 'took a while');
    expect(`${stderr}${stdout}`.trimEnd().split('\n').map(anyTime)).toEqual(shown.map(anyTime));
  }
});

const config = `
import { duckdb } from '@lookalikes/engine-duckdb';
import { files } from '@lookalikes/schema';
import { defineConfig } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';

export default defineConfig({
  engine: ({ region }) => duckdb({ path: \`\${region}.duckdb\` }),
  store: fileStore({ root: 'objects' }),
  inputs: { events: files('events/{source}/{date}/*.jsonl'), mapping: files('mapping/*.jsonl') },
  stages: { 'page-visits': { leastVisits: 2 } },
});
`;

/** Every code: a record, so that one that is missing here does not compile. */
const codes: Readonly<Record<StageKitErrorCode, true>> = {
  config: true,
  usage: true,
  plan: true,
  held: true,
  'lock-held': true,
  'not-ready': true,
  'read-missing': true,
  'contract-older': true,
  sql: true,
  'lock-lost': true,
  'publish-conflict': true,
  'bad-input': true,
  changed: true,
  corrupt: true,
};

test('the README has every code with its exit status', () => {
  const rows = [...readme.matchAll(/^\| `([\w-]+)` +\| (\d+) +\|/gm)].map(([, code, status]) => [code, Number(status)]);
  const expected = Object.keys(codes).map((code) => [
    code,
    exitCodeOf(new StageKitError(code as StageKitErrorCode, 'why')),
  ]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});
