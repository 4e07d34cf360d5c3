import { unlink, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { inputs } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import { csv, inputWorld, row, sha256, statement, tokens } from '../test/input-world.ts';

const { engine, put, events, read, users } = await inputWorld();

describe('whole files', () => {
  const content = csv(...Array.from({ length: 5000 }, (_, index) => row('2026-11-20', `u${index}`)));
  const input = () => events('*.csv.gz', { fields: tokens });

  test.each([
    { what: 'cut', damage: (whole: Buffer) => whole.subarray(0, whole.length - 20) },
    {
      what: 'with a flipped bit',
      damage: (whole: Buffer) => whole.map((byte, index) => (index === 5000 ? byte ^ 8 : byte)),
    },
    { what: 'empty', damage: () => Buffer.alloc(0) },
    { what: 'no gzip', damage: () => Buffer.from('plain text') },
  ])('a gzip file that is $what is corrupt', async ({ damage }) => {
    const whole = gzipSync(content);
    await put('x.csv.gz', whole);
    expect(await read(input())).toHaveLength(5000);
    await put('x.csv.gz', damage(whole));
    const refused = read(input());
    await expect(refused).rejects.toMatchObject({ code: 'corrupt' });
    await expect(refused).rejects.toThrow(/x\.csv\.gz is no whole gzip file/);
  });

  test('files are held against the SHA256SUMS beside them', async () => {
    const whole = gzipSync(content);
    const path = await put('x.csv.gz', whole);
    const sums = (...lines: string[]) => put('SHA256SUMS', lines.join('\n'));
    await sums(`${sha256(whole)}  x.csv.gz`, `${sha256('')} *other.txt`, '');
    expect(await read(input())).toHaveLength(5000);
    await writeFile(path, gzipSync(csv()));
    const refused = read(input());
    await expect(refused).rejects.toMatchObject({ code: 'corrupt' });
    await expect(refused).rejects.toThrow(/x\.csv\.gz: its sha256 is [0-9a-f]{64}, the SHA256SUMS beside it says/);
    await writeFile(path, whole);
    await sums(`${sha256(whole)}  ./x.csv.gz`, `${sha256(whole)}  y.csv.gz`);
    await expect(read(input())).rejects.toThrow(/y\.csv\.gz is listed in the SHA256SUMS beside it but not there/);
    await expect(read(events('y.csv.gz', { fields: tokens }))).rejects.toMatchObject({ code: 'corrupt' });
    await sums('what is this');
    await expect(read(input())).rejects.toMatchObject({ code: 'bad-input' });
    await expect(read(input())).rejects.toThrow(/SHA256SUMS:1: expected/);
  });

  test('a listed file of a day that is not asked for is not missed', async () => {
    const whole = csv(row('2026-11-20', 'u1'));
    await put('af/2026-11-20.csv', whole);
    await put('af/SHA256SUMS', `${sha256(whole)}  2026-11-20.csv\n${sha256(whole)}  2026-11-19.csv\n`);
    const of = (from: string) => events('{source}/{date}.csv', { fields: tokens, days: { from, to: '2026-11-21' } });
    expect(await users(of('2026-11-20'))).toEqual(['af/u1']);
    await expect(users(of('2026-11-19'))).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a check is stopped by the signal', async () => {
    await put('x.csv.gz', gzipSync(new Uint8Array(50_000_000)));
    const reason = new Error('enough');
    const controller = new AbortController();
    const reading = engine().query(statement(input()), inputs.events.columns, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(reading).rejects.toBe(reason);
  });
});

describe('days', () => {
  test('are told from the names of files, and a changed one by size, time or checksum', async () => {
    const dated = () =>
      engine().inputDays(events('{source}/{date}/*.csv', { days: { from: '2026-11-18', to: '2026-11-30' } }));
    const path = await put('af/2026-11-19/x.csv', 'never read');
    await put('st/2026-11-19/x.csv', 'never read');
    await put('st/2026-11-20/x.csv', 'never read');
    await put('st/2026-11-17/x.csv', 'too early');
    await put('st/2026-11-21/x.csv', 'too late');
    const first = await dated();
    expect(first.map(({ day }) => day)).toEqual(['2026-11-19', '2026-11-20']);
    expect(await dated()).toEqual(first);
    await put('st/2026-11-19/late.csv', 'late');
    const second = await dated();
    expect(second[0]?.basis).not.toBe(first[0]?.basis);
    expect(second[1]).toEqual(first[1]);
    await put('af/2026-11-19/SHA256SUMS', `${sha256('never read')}  x.csv\n`);
    await put('st/2026-11-19/SHA256SUMS', `${sha256('never read')}  x.csv\n${sha256('late')}  late.csv\n`);
    const third = await dated();
    await utimes(path, new Date(0), new Date(0));
    expect(await dated()).toEqual(third);
    await put('af/2026-11-19/SHA256SUMS', `${sha256('other')}  x.csv\n`);
    expect((await dated())[0]?.basis).not.toBe(third[0]?.basis);
    await unlink(path);
    expect((await dated()).map(({ day }) => day)).toEqual(['2026-11-19', '2026-11-20']);
  });

  test('are counted where the names do not tell', async () => {
    await put(
      'x.csv',
      csv(row('2026-11-18', 'u1'), row('2026-11-20', 'u2'), row('2026-11-20', 'u3'), row('2026-11-21', 'u4')),
    );
    expect(await engine().inputDays(events('x.csv', { fields: tokens }))).toEqual([
      { day: '2026-11-18', basis: 'rows:1' },
      { day: '2026-11-20', basis: 'rows:2' },
    ]);
  });
});
