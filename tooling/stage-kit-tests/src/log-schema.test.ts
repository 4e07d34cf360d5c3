import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { LogLineSchema, logJsonSchema } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';

test('docs/log.schema.json is the schema of the lines; npm run log-schema writes it', () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../../docs/log.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(logJsonSchema());
});

/** What a script that has a JSON log wrote on standard error. */
function said(script: string): string {
  const all = `import { createLog, withFields } from '@lookalikes/stage-kit'; const log = createLog('json'); ${script}`;
  const args = ['--conditions=@lookalikes/source', '--input-type=module', '--eval', all];
  return spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }).stderr;
}

test('a line has what it is about in its place, and the rest in fields', () => {
  const line = said(`
    const night = withFields(log, { region: 'amer', runDate: '2026-11-21', run: 'amer/2026-11-21#1' });
    withFields(night, { stage: 'sync' }).warn({ code: 'few-rows', segment: '1001', rows: 3 }, 'few rows');
  `);
  expect(LogLineSchema.parse(JSON.parse(line))).toEqual({
    schema: 'lookalikes.log/1',
    time: expect.any(String),
    level: 'warn',
    code: 'few-rows',
    message: 'few rows',
    region: 'amer',
    runDate: '2026-11-21',
    run: 'amer/2026-11-21#1',
    stage: 'sync',
    fields: { segment: '1001', rows: 3 },
  });
});

test('what a line is not about is null in it', () => {
  const line = LogLineSchema.parse(JSON.parse(said(`log.info({ code: 'hello' }, 'two\\nlines');`)));
  expect(line).toMatchObject({
    message: 'two\nlines',
    region: null,
    runDate: null,
    run: null,
    stage: null,
    fields: {},
  });
});
