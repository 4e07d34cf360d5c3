import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { StageKitError } from './error.ts';
import { auditFiles, sqlFile } from './sql-files.ts';
import { defineStage } from './stage.ts';

function stageWith(files: Readonly<Record<string, string>>) {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'lookalikes-'));
  for (const [name, text] of Object.entries({ 'package.json': '{ "version": "1.2.3" }', ...files })) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  const stage = defineStage({
    at: pathToFileURL(join(folder.path, 'src', 'stage.ts')).href,
    name: 'counting',
    doc: 'Counts.',
    reads: {},
    writes: {},
    options: z.strictObject({}),
    run: async () => {},
  });
  return { stage, [Symbol.dispose]: () => folder.remove() };
}

test('the text of a file, as it is', () => {
  using of = stageWith({ 'sql/sums.sql': 'SELECT 1 -- é\n' });
  expect(of.stage.version).toBe('1.2.3');
  expect(sqlFile(of.stage, 'sums')).toEqual({ file: 'counting/sql/sums.sql', text: 'SELECT 1 -- é\n' });
});

test('a missing file is named, with its cause', () => {
  using of = stageWith({ 'sql/sum.sql': 'SELECT 1' });
  expect(() => sqlFile(of.stage, 'sums')).toThrow(
    expect.objectContaining({
      name: 'StageKitError',
      code: 'sql',
      message: expect.stringContaining('counting/sql/sums.sql is missing'),
      cause: expect.objectContaining({ code: 'ENOENT' }),
    }),
  );
});

test('audits, by name, with their severity', () => {
  using of = stageWith({ 'sql/audits/b.warn.sql': 'SELECT 2', 'sql/audits/a_1.error.sql': 'SELECT 1' });
  expect(auditFiles(of.stage)).toEqual([
    { name: 'a_1', severity: 'error', file: 'counting/sql/audits/a_1.error.sql', text: 'SELECT 1' },
    { name: 'b', severity: 'warn', file: 'counting/sql/audits/b.warn.sql', text: 'SELECT 2' },
  ]);
});

test('a stage without a folder of audits has none', () => {
  using of = stageWith({ 'sql/sums.sql': 'SELECT 1' });
  expect(auditFiles(of.stage)).toEqual([]);
});

test.each(['a.sql', 'a.fatal.sql', 'A.warn.sql', 'a.warn.txt', 'a.b.error.sql'])(
  '%s does not say its severity',
  (name) => {
    using of = stageWith({ [`sql/audits/${name}`]: 'SELECT 1' });
    expect(() => auditFiles(of.stage)).toThrow(
      new StageKitError('sql', `counting/sql/audits/${name}: an audit is named <name>.warn.sql or <name>.error.sql`),
    );
  },
);

test('audits that cannot be listed are an error, and not none', () => {
  using of = stageWith({ 'sql/audits': 'a file where a folder should be' });
  expect(() => auditFiles(of.stage)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
});
