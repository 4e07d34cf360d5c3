import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore, Publisher, Write } from '@lookalikes/stage-kit';
import { Ledger, writeOf } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dailyVisits, pages } from '../fixtures/contracts.ts';
import { beforePut, keysOf } from './world.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let store: ObjectStore;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  store = await fileStore({ root: 'objects' }).open({ root: folder.path });
});
afterEach(() => folder.remove());

const date = '2026-11-21';
const write = (id: number, at = date): Write => ({
  dataset: pages,
  partition: { region: 'amer', date: at },
  writeId: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
});
const written = { rows: 3, checksum: 'sum' };
const by: Publisher = { stage: 'counting', stageVersion: '1.4.2', run: 'amer/x#1', fence: 7, now: new Date(0) };
const publish = (id: number, at?: string) => new Ledger(store).publish(write(id, at), written, by);
const key = (number: number, at = date) => `ledger/amer/pages_v1/${at}/${String(number).padStart(6, '0')}.json`;

test('what is published is found, by this ledger and any other', async () => {
  expect(await new Ledger(store).find(pages, { region: 'amer', date })).toBeUndefined();
  const ledger = new Ledger(store);
  const entry = await ledger.publish(write(1), written, { ...by, basis: 'files:1' });
  expect(entry).toEqual({
    dataset: 'pages',
    version: '1.1',
    region: 'amer',
    date,
    writeId: '00000000-0000-4000-8000-000000000001',
    rows: 3,
    checksum: 'sum',
    stage: 'counting',
    stageVersion: '1.4.2',
    run: 'amer/x#1',
    fence: 7,
    publishedAt: '1970-01-01T00:00:00.000Z',
    basis: 'files:1',
  });
  expect(await ledger.find(pages, { region: 'amer', date })).toEqual(entry);
  expect(await new Ledger(store).find(pages, { region: 'amer', date })).toEqual(entry);
  expect(writeOf(pages, entry)).toEqual(write(1));
  expect(await new Ledger(store).find(pages, { region: 'emeaApac', date })).toBeUndefined();
  expect(await new Ledger(store).find(dailyVisits, { region: 'amer', date })).toBeUndefined();
});

test('publishing again puts a new entry beside the old one, and the newest counts', async () => {
  const early = new Ledger(store);
  await early.publish(write(1), written, by);
  for (let id = 2; id <= 11; id++) await publish(id);
  expect((await early.find(pages, { region: 'amer', date }))?.writeId).toBe(write(11).writeId);
  expect(await keysOf(store, 'ledger/')).toEqual(Array.from({ length: 11 }, (_, index) => key(index + 1)));
});

test('of two ledgers that publish the same partition at once, one is told', async () => {
  let winner: Promise<unknown> | undefined;
  const late = new Ledger(beforePut(store, /^ledger\//, () => (winner = publish(1))));
  await expect(late.publish(write(2), written, by)).rejects.toMatchObject({
    name: 'StageKitError',
    code: 'publish-conflict',
    message: expect.stringContaining(`pages_v1 of amer/${date} was published by another run meanwhile (${key(1)})`),
    cause: { code: 'exists' },
  });
  await winner;
  expect((await late.find(pages, { region: 'amer', date }))?.writeId).toBe(write(1).writeId);
});

test('of twenty ledgers at once, each that was not told has published', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, id) => publish(id)));
  const won = results.filter(({ status }) => status === 'fulfilled');
  const told = results.filter((result) => result.status === 'rejected' && result.reason.code === 'publish-conflict');
  expect(won.length + told.length).toBe(20);
  expect(await keysOf(store, 'ledger/')).toHaveLength(won.length);
});

test('an error of the store that is no conflict is passed on', async () => {
  const failing = beforePut(store, /^ledger\//, () => Promise.reject(new Error('the disk is full')));
  await expect(new Ledger(failing).publish(write(1), written, by)).rejects.toThrow(new Error('the disk is full'));
});

describe('many partitions', () => {
  const dates = ['2026-11-30', '2026-11-02', '2026-12-01', '2026-11-21'];
  beforeEach(async () => {
    for (const [id, at] of dates.entries()) await publish(id, at);
    await publish(9, '2026-11-02');
  });
  const datesOf = (entries: readonly { date: string }[]) => entries.map((entry) => entry.date);

  test('all, in order of date, the newest entry of each', async () => {
    const entries = await new Ledger(store).all(pages, 'amer');
    expect(datesOf(entries)).toEqual(dates.toSorted());
    expect(entries[0]?.writeId).toBe(write(9).writeId);
    expect(await new Ledger(store).all(pages, 'emeaApac')).toEqual([]);
  });

  test('between two days, the first of them included', async () => {
    const between = (from: string, to: string) => new Ledger(store).between(pages, 'amer', { from, to });
    expect(datesOf(await between('2026-11-02', '2026-11-30'))).toEqual(['2026-11-02', '2026-11-21']);
    expect(await between('2026-11-03', '2026-11-21')).toEqual([]);
  });

  test('the newest before a day', async () => {
    const before = async (at: string) => (await new Ledger(store).before(pages, { region: 'amer', date: at }))?.date;
    expect(await before('2026-12-01')).toBe('2026-11-30');
    expect(await before('2027-01-01')).toBe('2026-12-01');
    expect(await before('2026-11-02')).toBeUndefined();
  });
});

test.each([
  ['is no JSON', 'not JSON', 'SyntaxError'],
  ['is cut', '{"dataset":"pa', 'SyntaxError'],
  ['lacks its write id', '{"dataset":"pages","version":"1.1"}', 'writeId'],
])('an entry that %s is named, with what to do', async (_what, content, why) => {
  await store.put(key(1), content);
  const found = new Ledger(store).find(pages, { region: 'amer', date });
  await expect(found).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(
      new RegExp(`000001\\.json is no ledger entry: [^]*${why}[^]*Restore it, or delete it`),
    ),
    cause: expect.any(Error),
  });
  await store.delete(key(1));
  expect(await new Ledger(store).find(pages, { region: 'amer', date })).toBeUndefined();
});

test('an entry, which never changes, is read from the store once, and not at all by who published it', async () => {
  const publisher = new Ledger(store);
  const entry = await publisher.publish(write(1), written, by);
  const ledger = new Ledger(store);
  const first = await ledger.find(pages, { region: 'amer', date });
  await store.put(key(1), 'broken since');
  expect(await publisher.find(pages, { region: 'amer', date })).toBe(entry);
  expect(await ledger.find(pages, { region: 'amer', date })).toBe(first);
  await expect(new Ledger(store).find(pages, { region: 'amer', date })).rejects.toMatchObject({ code: 'corrupt' });
});
