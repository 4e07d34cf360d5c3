import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookalikes, start } from '../test/lookalikes.ts';
import { configText, newFolder } from '../test/world.ts';

/** A folder with a config and nothing else. */
function project(config = configText()): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'lookalikes.config.ts'), config);
  return folder;
}

describe('lookalikes', () => {
  it('says its version and what each command is told', async () => {
    const folder = newFolder();
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await lookalikes(['--version'], folder)).toMatchObject({ status: 0, stdout: `${version}\n` });
    const commands = ['init', 'plan', 'run', 'runs', 'show', 'sql', 'sample', 'import', 'doctor'];
    const helps = await Promise.all(commands.map((command) => lookalikes([command, '--help'], folder)));
    for (const [index, { status, stdout }] of helps.entries()) {
      expect([status, stdout]).toEqual([0, expect.stringContaining(`Usage: lookalikes ${commands[index]}`)]);
    }
  });

  it.concurrent.each([
    [['rnu'], "unknown command 'rnu'\n(Did you mean run?)"],
    [['run'], 'Give its run date, as in --date 2026-11-21'],
    [['run', '--date', '2026-13-01'], 'expected a day as YYYY-MM-DD'],
    [['run', '--date', '2026-11-21', '--nights', 'n.txt'], 'give one of the two'],
    [['run', '--nights', 'none.txt'], '--nights none.txt cannot be read'],
    [['run', '--date', '2026-11-21', '--region', 'amr'], "did you mean 'amer'?"],
    [
      ['run', '--date', '2026-11-21', '--only', 'trainig-data'],
      "no stage 'trainig-data'; did you mean 'training-data'?",
    ],
    [['run', '--date', '2026-11-21', '--only', 'metadata', '--to', 'metadata'], '--only names the stages'],
    [
      ['run', '--date', '2026-11-21', '--from', 'training-data', '--to', 'metadata'],
      'training-data comes after metadata',
    ],
    [['run', '--date', '2026-11-21', '--log', 'jsn'], 'Allowed choices are plain, json, none'],
    [['show', 'amr/2026-11-21'], "did you mean 'amer'?"],
    [['show', 'amer/2026-11-21'], 'amer has none'],
    [['runs', '--region', 'mars'], 'expected one of amer, emeaApac'],
    [['sample'], "required option '--to <folder>' not specified"],
    [['sample', '--to', 'w', '--users', 'many'], 'expected a whole number'],
    [['sample', '--to', 'w', '--users', '9'], 'users'],
    [['import', 'mswb', 'x', '--to', 'y'], "no data set 'mswb'; did you mean 'msweb'?"],
    [['import', 'msweb', 'x', '--to', 'y'], 'anonymous-msweb.data'],
  ])('refuses %j with status 2', async (args, message) => {
    const { status, stdout, stderr } = await lookalikes(args, project());
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('says nothing when nobody reads on', async () => {
    const running = start(['plan', '--json'], project());
    running.stopReading();
    await expect(running.ended).resolves.toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('refuses a region that the config leaves out', async () => {
    const folder = project(configText({ regions: "regions: ['amer']," }));
    const { status, stderr } = await lookalikes(['run', '--date', '2026-11-21', '--region', 'emeaApac'], folder);
    expect(stderr).toMatch(/--region emeaApac: the regions of .*lookalikes.config.ts are amer/);
    expect(status).toBe(2);
  });
});

describe('lookalikes init', () => {
  it('writes a config that plan takes, and never over another', async () => {
    const folder = newFolder();
    const made = await lookalikes(['init', 'new/place'], folder);
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('wrote new/place/lookalikes.config.ts') });
    const plan = await lookalikes(['plan', '--config', 'new/place'], folder);
    expect(plan).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1. metadata') });
    const again = await lookalikes(['init', 'new/place'], folder);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') });
  });
});

describe('lookalikes plan', () => {
  it('prints the stages in order, with what they read and write, and where the inputs lie', async () => {
    const { status, stdout } = await lookalikes(['plan'], project());
    expect(status).toBe(0);
    expect(stdout).toContain('events: parquet files inputs/events/{source}/{date}/*.parquet');
    expect(stdout).toMatch(/2\. training-data .*after metadata/);
    expect(stdout).toMatch(/writes segments: segments_v1/);
  });

  it('prints the same for programs', async () => {
    const { stdout } = await lookalikes(['plan', '--json'], project());
    const plan = JSON.parse(stdout) as { stages: { name: string; after: string[] }[]; regions: string[] };
    expect(plan.regions).toEqual(['amer', 'emeaApac']);
    expect(plan.stages.slice(0, 2)).toMatchObject([
      { name: 'metadata', after: [] },
      { name: 'training-data', after: ['metadata'] },
    ]);
  });

  it('tells every wrong stage and option at once, with key, value and what was expected', async () => {
    const folder = project(configText({ options: "{ historyDay: 6, labelDays: 'x' }, scorng: {}" }));
    const { status, stderr } = await lookalikes(['plan'], folder);
    expect(status).toBe(2);
    expect(stderr).toContain("stages.scorng: no such stage; did you mean 'scoring'?");
    expect(stderr).toContain("stages.training-data.historyDay: no such key; did you mean 'historyDays'?");
    expect(stderr).toContain('stages.training-data.labelDays: found "x"');
  });

  it('says what is wrong with a config that does not load, or is not there', async () => {
    const broken = await lookalikes(['plan'], project("import nothing from './nowhere.ts';\nexport default {};\n"));
    expect(broken).toMatchObject({ status: 2, stderr: expect.stringContaining('lookalikes.config.ts does not load') });
    const none = await lookalikes(['plan'], newFolder());
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('Make one with lookalikes init') });
  });
});
