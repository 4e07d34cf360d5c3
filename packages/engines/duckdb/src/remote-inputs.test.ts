import { readdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputs } from '@lookalikes/schema';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { csv, row, statement } from '../test/input-world.ts';
import { between, events, pattern, remoteWorld, sha256, users } from '../test/remote-world.ts';

const { store, folder, put, week, open, close, cached, fetched } = await remoteWorld();

test('files are fetched for the days asked for, once, as placeholders say', async () => {
  await week();
  await put('emeaApac/af/2026-11-20/x.csv', csv(row('2026-11-20', 'elsewhere')));
  const engine = await open();
  expect(await users(engine, between('2026-11-19', '2026-11-21'))).toEqual(['af/u19', 'af/u20', 'st/u19', 'st/u20']);
  expect(fetched().toSorted()).toEqual([
    'amer/af/2026-11-19/x-2026-11-19.csv',
    'amer/af/2026-11-20/x-2026-11-20.csv',
    'amer/st/2026-11-19/x-2026-11-19.csv',
    'amer/st/2026-11-20/x-2026-11-20.csv',
  ]);
  expect(await users(engine, events())).toHaveLength(8);
  expect(fetched()).toHaveLength(8);
  expect(store().listed()).toBe(1);
  let rows = 0;
  const found = { ...statement(events(), 'SELECT user_id FROM {{events}}') };
  for await (const batch of engine.columns(found, { user_id: inputs.events.columns.user_id })) rows += batch.rows;
  expect(rows).toBe(8);
  expect(await engine.describe(statement(events()))).toHaveLength(6);
  expect(fetched()).toHaveLength(8);
});

test('the next day is fetched while one is read', async () => {
  await week();
  const engine = await open();
  expect(await users(engine, between('2026-11-18', '2026-11-19'))).toEqual(['af/u18', 'st/u18']);
  await expect.poll(() => fetched().length).toBe(4);
  expect(fetched().slice(2).toSorted()).toEqual([
    'amer/af/2026-11-19/x-2026-11-19.csv',
    'amer/st/2026-11-19/x-2026-11-19.csv',
  ]);
  expect(await users(engine, between('2026-11-18', '2026-11-19'))).toEqual(['af/u18', 'st/u18']);
  expect(await users(engine, between('2026-11-19', '2026-11-20'))).toEqual(['af/u19', 'st/u19']);
  await expect.poll(() => fetched().length).toBe(6);
  expect(await users(engine, between('2026-11-20', '2026-11-21'))).toEqual(['af/u20', 'st/u20']);
  expect(fetched()).toHaveLength(6);
});

test('a day that is being fetched ahead is waited for, not fetched again', async () => {
  await week();
  const arrived = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  store().gate = async (key) => {
    if (!key.includes('/st/2026-11-19/')) return;
    arrived.resolve();
    await opened.promise;
  };
  const engine = await open();
  await users(engine, between('2026-11-18', '2026-11-19'));
  await arrived.promise;
  const waiting = users(engine, between('2026-11-19', '2026-11-20'));
  opened.resolve();
  expect(await waiting).toEqual(['af/u19', 'st/u19']);
  expect(fetched().filter((key) => key.includes('2026-11-19'))).toHaveLength(2);
});

test('what fails ahead fails, or does not, when it is read', async () => {
  await week();
  let broken = true;
  store().gate = (key) => {
    if (broken && key.includes('2026-11-19')) throw new ObjectStoreError('io', 'S3 is away');
  };
  const engine = await open();
  await users(engine, between('2026-11-18', '2026-11-19'));
  await expect.poll(() => fetched().filter((key) => key.includes('2026-11-19')).length).toBeGreaterThan(0);
  const refused = users(engine, between('2026-11-19', '2026-11-20'));
  await expect(refused).rejects.toMatchObject({ name: 'DuckDbError', code: 'io' });
  await expect(refused).rejects.toThrow(/could not fetch s3:\/\/bucket\/amer\/.*: S3 is away/);
  broken = false;
  expect(await users(engine, between('2026-11-19', '2026-11-20'))).toEqual(['af/u19', 'st/u19']);
});

test('files stay for the next night, and are checked again', async () => {
  const content = csv(row('2026-11-20', 'u1'));
  await put('amer/af/2026-11-20/x.csv', content);
  await put('amer/af/2026-11-20/SHA256SUMS', `${sha256(content)}  x.csv\n`);
  const night = async () => {
    const engine = await open();
    try {
      return await users(engine, events());
    } finally {
      await close(engine);
    }
  };
  await night();
  const kept = join(folder(), 'amer.duckdb.inputs');
  await writeFile(join(kept, 'left-over.part'), 'half');
  expect(await night()).toEqual(['af/u1']);
  expect(fetched()).toHaveLength(1);
  expect(await cached()).toEqual(['x.csv']);
  const [name = ''] = await readdir(kept);
  await writeFile(join(kept, name), content.replace('u1', 'u2'));
  await expect(night()).rejects.toThrow(/s3:\/\/bucket\/.*x\.csv: its sha256 is/);
  await truncate(join(kept, name), 5);
  expect(await night()).toEqual(['af/u1']);
});

test('no more stays than is allowed, the oldest go first', async () => {
  await week();
  const engine = await open({ inputBytes: 200 });
  for (const date of ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20']) {
    const next = `2026-11-${Number(date.slice(-2)) + 1}`;
    expect(await users(engine, between(date, next))).toHaveLength(2);
  }
  expect(await cached()).toEqual(['x-2026-11-20.csv', 'x-2026-11-20.csv']);
  // What a statement needs is there all the same, as long as it runs.
  expect(await users(engine, events())).toHaveLength(8);
  expect(await cached()).toHaveLength(2);
});

test('a database that is not kept keeps no files; a folder can be named', async () => {
  await week();
  const before = new Set(await readdir(tmpdir()));
  const passing = await open({ path: ':memory:' });
  expect(await users(passing, events())).toHaveLength(8);
  await close(passing);
  const after = await readdir(tmpdir());
  expect(after.filter((name) => name.startsWith('lookalikes-inputs-') && !before.has(name))).toEqual([]);
  await users(await open({ path: ':memory:', inputFolder: 'named' }), events());
  expect(await readdir(join(folder(), 'named/amer'))).toHaveLength(8);
});

test('the days are told as they are listed now, and are others where a file is', async () => {
  await week();
  const engine = await open();
  const days = () => engine.inputDays(events(pattern, { from: '2026-11-18', to: '2026-11-30' }));
  const first = await days();
  expect(first.map((found) => found.day)).toEqual(['2026-11-18', '2026-11-19', '2026-11-20']);
  expect(await days()).toEqual(first);
  await put('amer/af/2026-11-19/late.csv', csv(row('2026-11-19', 'late')));
  const second = await days();
  expect([second[0], second[2]]).toEqual([first[0], first[2]]);
  expect(second[1]?.basis).not.toBe(first[1]?.basis);
  expect(await users(engine, between('2026-11-19', '2026-11-20'))).toContain('af/late');
  await put('amer/af/2026-11-20/SHA256SUMS', `${sha256('x')}  gone.csv\n`);
  const third = await days();
  expect(third[2]?.basis).not.toBe(second[2]?.basis);
  expect(
    fetched()
      .filter((key) => key.endsWith('.csv'))
      .every((key) => !key.includes('2026-11-18')),
  ).toBe(true);
});

test('a new version of a file is fetched', async () => {
  await put('amer/af/2026-11-20/x.csv', csv(row('2026-11-20', 'u1')));
  const engine = await open();
  expect(await users(engine, events())).toEqual(['af/u1']);
  await put('amer/af/2026-11-20/x.csv', csv(row('2026-11-20', 'u2')));
  await engine.inputDays(events());
  expect(await users(engine, events())).toEqual(['af/u2']);
});
