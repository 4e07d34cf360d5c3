import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { csv, row, statement } from '../test/input-world.ts';
import { between, events, remoteWorld, sha256, users } from '../test/remote-world.ts';
import { duckdb } from './index.ts';

const { store, folder, put, open, close, fetched } = await remoteWorld();

test('files are held against the SHA256SUMS beside them', async () => {
  const content = csv(row('2026-11-20', 'u1'));
  await put('amer/af/2026-11-20/x.csv', content);
  await put('amer/af/2026-11-20/SHA256SUMS', `${sha256('other')}  x.csv\n`);
  const engine = await open();
  const refused = users(engine, events());
  await expect(refused).rejects.toMatchObject({ name: 'DuckDbError', code: 'corrupt' });
  await expect(refused).rejects.toThrow(
    /^s3:\/\/bucket\/amer\/af\/2026-11-20\/x\.csv: its sha256 is [0-9a-f]{64}, the SHA256SUMS/,
  );
  await put('amer/af/2026-11-20/SHA256SUMS', `${sha256(content)}  x.csv\n${sha256(content)}  y.csv\n`);
  await engine.inputDays(events());
  await expect(users(engine, events())).rejects.toThrow(/y\.csv is listed in the SHA256SUMS beside it but not there/);
  await put('amer/af/2026-11-20/SHA256SUMS', 'what is this');
  await expect(engine.inputDays(events())).rejects.toThrow(/s3:\/\/bucket\/.*SHA256SUMS:1: expected/);
});

test('a gzip that was cut before it came to the store is corrupt', async () => {
  const whole = gzipSync(csv(...Array.from({ length: 100 }, (_, index) => row('2026-11-20', `u${index}`))));
  await put('amer/af/2026-11-20/x.csv.gz', whole.subarray(0, -20));
  const refused = users(await open(), events('s3://bucket/amer/{source}/{date}/*.csv.gz'));
  await expect(refused).rejects.toThrow(/^s3:\/\/bucket\/.*x\.csv\.gz is no whole gzip file/);
});

test('a file that changed or went since it was listed is an error', async () => {
  const path = await put('amer/af/2026-11-20/x.csv', csv(row('2026-11-20', 'u1')));
  const engine = await open();
  await engine.inputDays(events());
  await truncate(path, 10);
  await expect(users(engine, events())).rejects.toThrow(/x\.csv has 10 bytes, expected \d+ as it was listed/);
  await rm(path);
  await expect(users(engine, events())).rejects.toMatchObject({ code: 'input-missing' });
});

test('no file at all is missed, unless the pattern is dated', async () => {
  const engine = await open();
  expect(await users(engine, events())).toEqual([]);
  for (const path of ['s3://bucket/nowhere/*.csv', 's3://bucket/x.csv']) {
    const missed = users(engine, events(path));
    await expect(missed).rejects.toMatchObject({ code: 'input-missing' });
    await expect(missed).rejects.toThrow(`no file matches '${path}' for amer; put the files there`);
  }
  await put('x.csv', csv(row('2026-11-20', 'u1')));
  expect(await users(await open({ path: 'other.duckdb' }), events('s3://bucket/x.csv'))).toEqual(['af/u1']);
});

test('says what is wrong with the store', async () => {
  const engine = await open();
  await expect(users(engine, events('s3://bucket/forbidden/*.csv'))).rejects.toThrow(
    /could not list s3:\/\/bucket\/forbidden\/: could not list .*AccessDenied/,
  );
  const without = await duckdb({ path: ':memory:' }).open({ root: folder(), region: 'amer' });
  const refused = users(without, events());
  await expect(refused).rejects.toMatchObject({ code: 'bad-input' });
  await expect(refused).rejects.toThrow(
    /lies in an object store, and this engine was given none.*objects: s3Store\(\)/,
  );
  await close(without);
  const failing = { name: 'failing', open: () => Promise.reject(new ObjectStoreError('bad-key', 'no such root')) };
  for (const _ of [1, 2])
    await expect(open({ path: 'never.duckdb', objects: failing })).rejects.toThrow('no such root');
});

test('an aborted call ends, and leaves the fetch to those who wait for it', async () => {
  await put('amer/af/2026-11-20/x.csv', csv(row('2026-11-20', 'u1')));
  const opened = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  store().gate = () => {
    arrived.resolve();
    return opened.promise;
  };
  const engine = await open();
  const reason = new Error('enough');
  const controller = new AbortController();
  const aborted = users(engine, events(), controller.signal);
  const patient = users(engine, events());
  await arrived.promise;
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  opened.resolve();
  expect(await patient).toEqual(['af/u1']);
  expect(fetched()).toHaveLength(1);
});

test('SQL that is only shown has the pattern, and nothing is listed', () => {
  const { sql } = duckdb({ path: 'x' }).compile(statement(events()), { root: folder(), region: 'amer' });
  expect(sql).toContain("read_csv(['s3://bucket/amer/{source}/{date}/");
  expect(store().listed()).toBe(0);
});

test('says that its folder cannot be made', async () => {
  await put('amer/af/2026-11-20/x.csv', csv(row('2026-11-20', 'u1')));
  await writeFile(join(folder(), 'taken'), '');
  const engine = await open({ inputFolder: 'taken' });
  const refused = users(engine, events());
  await expect(refused).rejects.toMatchObject({ code: 'io' });
  await expect(refused).rejects.toThrow(/could not fetch s3:\/\/bucket\/.*taken/);
});

test('many at once fetch, keep and let go side by side', async () => {
  await Promise.all(
    ['17', '18', '19', '20'].map((day) => put(`amer/af/2026-11-${day}/x.csv`, csv(row(`2026-11-${day}`, `u${day}`)))),
  );
  const engine = await open({ inputBytes: 0 });
  const days = ['17', '18', '19', '20', '18', '19', '17', '20'];
  const found = await Promise.all(
    days.map((day) => users(engine, between(`2026-11-${day}`, `2026-11-${Number(day) + 1}`))),
  );
  expect(found).toEqual(days.map((day) => [`af/u${day}`]));
});
