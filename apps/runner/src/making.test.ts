import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookalikes, start } from '../test/lookalikes.ts';
import { newFolder } from '../test/world.ts';

describe('lookalikes sample', () => {
  it('makes a world, says what is in it and what to type next, and lets time pass in it', async () => {
    const folder = newFolder();
    const size = ['--to', 'world', '--users', '300', '--days', '3'];
    const first = await lookalikes(['sample', ...size], folder);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/^world: 300 users .*3 days added up to 2026-11-20$/m);
    expect(first.stdout).toMatch(/^af +amer +[\d,]+ +[\d,]+ /m);
    expect(first.stdout).toContain('lookalikes run --config world/lookalikes.config.ts --date 2026-11-21');
    const again = await lookalikes(['sample', ...size], folder);
    expect(again.stdout).toContain('nothing to add, the world has every day from 2026-11-18 to 2026-11-20');
    const later = await lookalikes(['sample', '--to', 'world', '--through', '2026-11-21', '--json'], folder);
    expect(JSON.parse(later.stdout)).toMatchObject({ daysAdded: ['2026-11-21'], nights: ['2026-11-21', '2026-11-22'] });
  }, 120_000);

  it('stops on SIGINT with status 130, and the same command goes on', async () => {
    const folder = newFolder();
    const size = ['--to', 'world', '--users', '20000', '--days', '5'];
    const making = start(['sample', ...size], folder);
    await making.saw('events');
    process.kill(making.pid, 'SIGINT');
    const { status, stdout, stderr } = await making.ended;
    expect([status, stdout, stderr]).toEqual([130, '', expect.stringContaining('stopped; the same command goes on')]);
    await expect(lookalikes(['sample', ...size], folder)).resolves.toMatchObject({ status: 0 });
  }, 120_000);

  it('refuses another seed in a world that is there', async () => {
    const folder = newFolder();
    await lookalikes(['sample', '--to', 'world', '--users', '300', '--days', '1'], folder);
    const other = await lookalikes(['sample', '--to', 'world', '--seed', '7'], folder);
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('made with seed 1, not 7') });
  }, 120_000);
});

describe('lookalikes import', () => {
  const areas = 'A,1010,1,"Visual Basic","/vbasic"\nA,1017,1,"Products","/products"\n';

  it('says what became of a data set, and which nights to run', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'from'));
    writeFileSync(join(folder, 'from/anonymous-msweb.data'), `${areas}C,"10001",10001\nV,1010,1\nV,1017,1\n`);
    writeFileSync(join(folder, 'from/anonymous-msweb.test'), `${areas}C,"20001",20001\nV,1010,1\n`);
    const { status, stdout, stderr } = await lookalikes(['import', 'msweb', 'from', '--to', 'to'], folder);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(stdout).toMatch(/^to: msweb, \d+ events/m);
    expect(stdout).toContain('--nights to/nights.txt   # all 2 nights');
  }, 120_000);

  it('fails on a damaged file with status 1', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'from'));
    writeFileSync(join(folder, 'from/msnbc990928.seq.gz'), 'not gzip');
    const { status, stderr } = await lookalikes(['import', 'msnbc', 'from', '--to', 'to'], folder);
    expect([status, stderr]).toEqual([1, expect.stringContaining('msnbc990928.seq.gz')]);
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 120_000);
});
