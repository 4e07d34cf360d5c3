import { writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@lookalikes/stage-kit';
import { Journal, RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configText } from './config-text.ts';
import { runFixture } from './processes.ts';
import { keysOf, visit } from './world.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  for (const day of ['2026-11-18', '2026-11-19', '2026-11-20']) visit(folder.path, { day, pages: ['a', 'b'] });
  configure();
});
afterEach(() => folder.remove());

const configure = (options: object = {}) =>
  writeFileSync(join(folder.path, 'lookalikes.config.ts'), configText(options));
const command = (...args: string[]) => runFixture('counting/src/cli.ts', args, { cwd: folder.path });
const night = ['run', '--region', 'amer', '--date', '2026-11-21'];
const store = () => fileStore({ root: 'objects' }).open({ root: folder.path });

describe('run', () => {
  test('tells what it did, for a person', async () => {
    configure({ windowDays: 4 });
    const { status, stdout, stderr } = await command(...night);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: [
        'amer/2026-11-21#1: started',
        'warning: 1 days have no visits',
        'amer/2026-11-21#1: counting done',
        '',
      ].join('\n'),
    });
    expect(stdout.split('\n')).toEqual([
      'wrote daily_visits: 6 rows in 3 days',
      'wrote pages: 2 rows',
      'pages 2',
      'last_pages 0',
      'last_date null',
      'warning: 1 days have no visits',
      'audit few_pages: ok',
      'audit least_pages: ok',
      'audit no_visits: ok',
      'audit key_of_left_out: ok',
      'audit key_of_daily_visits: ok',
      'audit key_of_pages: ok',
      expect.stringMatching(/^counting took \d+\.\d s$/),
      '',
    ]);
  });

  test('--json prints the record that the journal has, --log json one object a line', async () => {
    const { status, stdout, stderr } = await command(...night, '--json', '--log', 'json');
    expect(status).toBe(0);
    const record = JSON.parse(stdout) as RunRecord;
    expect(record).toMatchObject({ run: 'amer/2026-11-21#1', status: 'done', stages: [{ stage: 'counting' }] });
    expect(await new Journal(await store()).attempts('amer', '2026-11-21')).toEqual([record]);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
    expect(lines.map(({ message }) => message)).toEqual([
      'amer/2026-11-21#1: started',
      'amer/2026-11-21#1: counting done',
    ]);
  });

  test('--log none says nothing, --config names another folder', async () => {
    const args = [...night, '--log', 'none', '--config', folder.path, '--json'];
    const { status, stdout, stderr } = await runFixture('counting/src/cli.ts', args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'done' });
  });
});

describe('the description', () => {
  test('for a person', async () => {
    const { status, stdout } = await command('describe');
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 10)).toEqual([
      'counting 1.4.2: Counts the visits of pages.',
      'reads',
      '  events: input events',
      '  opt_outs: input optOuts, where config has it',
      '  days: daily_visits_v1 (1.0), by day',
      '  last_pages: pages_v1 (1.1), the newest from before tonight',
      'writes',
      '  daily_visits: daily_visits_v1 (1.0)',
      '  left_out: left_out_v1 (1.0), for this run only',
      '  pages: pages_v1 (1.1)',
    ]);
    expect(stdout).toContain('  windowDays (3): days of visits that count\n');
  });

  test('as JSON', async () => {
    const { status, stdout } = await command('describe', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'counting',
      version: '1.4.2',
      options: { type: 'object', properties: { windowDays: { default: 3 } } },
    });
  });
});

test.each([
  [['--help'], 0, 'stdout', 'Usage: lookalikes-counting [options] [command]'],
  [[], 2, 'stderr', 'Usage: lookalikes-counting'],
  [[...night, '--jsn'], 2, 'stderr', "error: unknown option '--jsn'\n(Did you mean --json?)"],
  [
    ['run', '--region', 'amr', '--date', '2026-11-21'],
    2,
    'stderr',
    "error: option '--region <region>' argument 'amr' is invalid. Allowed choices are amer, emeaApac.",
  ],
  [
    ['run', '--region', 'amer', '--date', '2026-11-31'],
    2,
    'stderr',
    "error: option '--date <day>' argument '2026-11-31' is invalid. expected a day as YYYY-MM-DD",
  ],
  [[...night, '--config', 'nowhere.ts'], 2, 'stderr', 'error: no config: '],
] as const)('%j exits with %i', async (args, status, where, text) => {
  const ended = await command(...args);
  expect(ended.status).toBe(status);
  expect(ended[where]).toContain(text);
});

describe('a run that ends early', () => {
  test('with a wrong option exits with 2', async () => {
    configure({ windowDay: 2 });
    const { status, stdout, stderr } = await command(...night);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(
      "error: amer/2026-11-21#1: counting: stages.counting.windowDay: no such key; did you mean 'windowDays'?",
    );
  });

  test('with a read that is missing exits with 1, and says what to run first', async () => {
    const { status, stderr } = await runFixture('reading/src/cli.ts', night, { cwd: folder.path });
    expect(status).toBe(1);
    expect(stderr).toContain('counting writes it: run lookalikes-counting run --region amer --date 2026-11-21 first.');
  });

  test('with a mistake nobody foresaw exits with 1, and says where it is', async () => {
    configure({ stop: 'bug' });
    const { status, stderr } = await command(...night);
    expect(status).toBe(1);
    expect(stderr).toContain('error: amer/2026-11-21#1: counting: a mistake nobody foresaw\n');
    expect(stderr).toMatch(/TypeError: a mistake nobody foresaw\n +at .*counting\/src\/stage\.ts:\d+/);
  });

  test.each([
    ["new Error('no such place')", /^Error: no such place\n +at .*lookalikes\.config\.ts:/],
    ["'no such place'", /^no such place\n$/],
  ])('as the engine of the config throws %s exits with 1, and lets the region go', async (thrown, told) => {
    const text = configText({}).replace('=> duckdb(', `=> { throw ${thrown}; return duckdb(`).replace('}),', '}); },');
    writeFileSync(join(folder.path, 'lookalikes.config.ts'), text);
    const { status, stderr } = await command(...night);
    expect(status).toBe(1);
    expect(stderr).toMatch(told);
    configure();
    expect((await command(...night)).status).toBe(0);
  });

  test('held by an audit exits with 3, and tells what it did all the same', async () => {
    configure({ leastPages: 5 });
    const { status, stdout, stderr } = await command(...night);
    expect(status).toBe(3);
    expect(stdout).toContain('wrote pages: 2 rows');
    expect(stdout).toContain('audit least_pages: error, 1 bad rows');
    expect(stderr).toContain('error: audit least_pages: error, 1 bad rows');
    expect(stderr).toContain('counting is held back by its audits (least_pages: 1 bad rows). Nothing was published.');
    expect(await keysOf(await store(), 'ledger/')).toEqual([]);
  });

  test('while another run holds the region exits with 4', async () => {
    const lock = await RegionLock.acquire(await store(), 'amer', { run: 'another' });
    const { status, stdout, stderr } = await command(...night, '--json');
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toContain(`error: amer is being run by run another on`);

    const forced = await command(...night, '--force-unlock');
    expect(forced.status).toBe(0);
    expect(forced.stderr).toMatch(
      /^warning: amer was taken over from run another on .*: --force-unlock was given; should it live, it publishes nothing more/m,
    );
    await lock.release();
    expect((await command(...night)).status).toBe(0);
  });

  test('as an input is not there yet exits with 75, for a scheduler to try again', async () => {
    configure({ stop: 'not-ready' });
    const { status, stdout } = await command(...night, '--json');
    expect(status).toBe(75);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failed', failure: { code: 'not-ready' } });
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s exits with %i, cancelled, and lets the region go', async (signal, expected) => {
    configure({ stop: 'wait' });
    const signals = [{ on: 'waiting to be stopped', by: signal }];
    const args = [...night, '--json'];
    const { status, stdout } = await runFixture('counting/src/cli.ts', args, { cwd: folder.path, signals });
    expect(status).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', failure: { stage: 'counting' } });
    expect(await keysOf(await store(), 'ledger/')).toEqual([]);
    const lock = await RegionLock.acquire(await store(), 'amer', { run: 'the next' });
    expect(lock.fence).toBe(2);
    await lock.release();
  });

  test('by a second signal, where the stage does not heed the first, exits at once', async () => {
    configure({ stop: 'deaf' });
    const signals = [
      { on: 'waiting to be stopped', by: 'SIGTERM' },
      { on: 'asked to stop', by: 'SIGINT' },
    ] as const;
    const { status, stdout } = await runFixture('counting/src/cli.ts', night, { cwd: folder.path, signals });
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(await new Journal(await store()).attempts('amer', '2026-11-21')).toMatchObject([{ status: 'interrupted' }]);
  });
});
