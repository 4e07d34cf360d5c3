import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProvenance, type Consumer, makeConsumer } from './consumer.ts';
import { compileEntries, describeStages, loadEntries, showNight } from './consumer-steps.ts';
import { type ExampleWorkspace, exampleWorkspace } from './example-workspace.ts';
import { readWorkspace } from './workspace.ts';

/** Puts a command into the consumer's `node_modules/.bin`. */
function command(example: ExampleWorkspace, name: string, script: string) {
  const path = `project/node_modules/.bin/${name}`;
  example.write(path, `#!/bin/sh\n${script}\n`);
  chmodSync(join(example.root, path), 0o755);
}

describe('a consumer of the example workspace, with nothing installed', () => {
  let example: ExampleWorkspace;
  let consumer: Consumer;

  beforeAll(() => {
    example = exampleWorkspace();
    const bin = { 'lookalikes-sync': 'cli.js' };
    example.write('packages/stages/sync/package.json', { name: '@lookalikes/sync', version: '0.1.0', bin });
    consumer = makeConsumer(readWorkspace(example.root), { at: example.root, env: { PATH: process.env['PATH'] } });
  });
  afterAll(() => example[Symbol.dispose]());

  it('depends on every tarball, by its file, and on this Node', () => {
    const { folder, tarballs } = consumer;
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(tarballs).toHaveLength(6);
    for (const { path, pkg } of tarballs) {
      expect(join(folder, dependencies[pkg.manifest.name].slice('file:'.length))).toBe(path);
      expect(existsSync(path)).toBe(true);
    }
    expect(dependencies.node).toBe(process.versions.node);
  });

  it('fails on an entry that does not load, or has no types', () => {
    expect(() => loadEntries(consumer)).toThrow(/Cannot find package '@lookalikes\//);
    example.write('project/node_modules/@types/node/index.d.ts', 'export {};');
    expect(() => compileEntries(consumer)).toThrow(/uses\.ts.*error TS2307: Cannot find module '@lookalikes\//s);
  });

  it('fails on a stage’s command that says nothing', () => {
    command(example, 'lookalikes-sync', 'echo "$1 sync"');
    expect(() => describeStages(consumer)).not.toThrow();
    command(example, 'lookalikes-sync', 'true');
    expect(() => describeStages(consumer)).toThrow(/lookalikes-sync describe printed nothing/);
  });

  it('fails on a night that is not done', () => {
    command(example, 'lookalikes', `echo '{"status":"done"}'`);
    expect(() => showNight(consumer)).not.toThrow();
    command(example, 'lookalikes', `echo '{"status":"held"}'`);
    expect(() => showNight(consumer)).toThrow(/amer\/2026-11-21 has status held; expected done/);
    command(example, 'lookalikes', 'echo no such night >&2; exit 2');
    expect(() => showNight(consumer)).toThrow(/status 2, expected 0[\s\S]*no such night/);
  });
});

describe('checkProvenance', () => {
  const fromTarball = { resolved: 'file:../tarballs/lookalikes-schema-0.1.0.tgz' };
  const lock = (more: object) => ({ packages: { '': {}, 'node_modules/@lookalikes/schema': fromTarball, ...more } });

  it('accepts packages from their tarballs', () => {
    expect(() => checkProvenance(lock({ 'node_modules/zod': { resolved: 'https://r/zod.tgz' } }), 1)).not.toThrow();
  });

  it.each([
    ['came from a registry', { 'node_modules/@lookalikes/sync': { resolved: 'https://r/sync.tgz' } }, 2],
    ['is there twice', { 'node_modules/a/node_modules/@lookalikes/schema': fromTarball }, 1],
    ['is not there', {}, 2],
  ])('refuses a package that %s', (_, more, expected) => {
    expect(() => checkProvenance(lock(more), expected)).toThrow(
      /expected \d packages, each from its tarball; found \d/,
    );
  });
});
