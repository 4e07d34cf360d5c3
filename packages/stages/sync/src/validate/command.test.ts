import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookalikes-sync-'));
  const line = (id: string) => `${id}\t1795219200\t771\t0\t43200\n`;
  writeFileSync(join(folder, 'good.gz'), gzipSync(line('7') + line('10')));
  writeFileSync(join(folder, 'bad.gz'), gzipSync(line('10') + line('7')));
  writeFileSync(join(folder, 'legacy.gz'), gzipSync('segment_id;dsp_user_id\n1;c-7\n'.replaceAll(';', '\t')));
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
function command(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@lookalikes/source', cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const validate = (...args: string[]) => command('validate', ...args);

test('help tells of it, beside what every stage can do', () => {
  const { status, stdout } = command('--help');
  expect(status).toBe(0);
  for (const name of ['run', 'describe', 'validate', 'adopt']) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
});

test('says what every file has, and ends with 3 where one is refused', () => {
  expect(validate('good.gz')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^good\.gz: ok, 2 lines, \d+ bytes\n$/),
    stderr: '',
  });
  const { status, stdout } = validate('good.gz', 'bad.gz');
  expect(status).toBe(3);
  expect(stdout.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^bad\.gz: 1 violations in 2 lines, \d+ bytes$/),
    '  line 2: order: expected ids in rising order',
    '',
  ]);
});

test('the layout is told by preset, columns and header', () => {
  const of = ['--preset', 'legacy', '--columns', 'segment_id,dsp_user_id', '--header'];
  expect(validate('legacy.gz', ...of)).toMatchObject({ status: 0 });
  expect(JSON.parse(validate('legacy.gz', ...of, '--max-rows', '1', '--json').stdout)).toMatchObject([
    { file: 'legacy.gz', report: { rows: 1, violationCount: 0 } },
  ]);
});

test('a file that is not there and a column nobody knows are told of', () => {
  expect(validate('none.gz')).toMatchObject({ status: 1, stderr: expect.stringContaining('none.gz cannot be read') });
  expect(validate('good.gz', '--columns', 'uid')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("found 'uid'"),
  });
  expect(validate()).toMatchObject({ status: 2 });
});
