import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { delivered } from '@lookalikes/schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedDsp } from '../test/simulated-dsp.ts';
import type { Given } from '../test/sync-world.ts';
import { figuresOf, plain, SyncWorld, warningsOf } from '../test/sync-world.ts';
import { sync } from './stage.ts';

let world: SyncWorld;
let dsp: SimulatedDsp;
beforeEach(async () => {
  world = await SyncWorld.open();
  dsp = new SimulatedDsp();
});
afterEach(() => world[Symbol.asyncDispose]());

const delta = { preset: 'xandr', mode: 'delta' };
const mapping = ['ann', 'bob', 'cat', 'dan', 'eve'].map((user, at) => ({ id: String(at + 1), user }));

/** Runs a night, lets the DSP take what it delivered, and gives what the DSP holds the evening after. */
async function night(day: number, of: Partial<Given>) {
  const runDate = `2026-11-${String(day).padStart(2, '0')}`;
  const result = await world.run({ users: {}, mapping, options: delta, ...of, runDate });
  const lines = await world.deliveredLines(runDate);
  dsp.take(lines);
  return { result, lines: lines.map((line) => line.split('\t')), members: dsp.members(`${runDate}T20:00:00Z`) };
}

const changes = (lines: readonly string[][]) => lines.map(([id, , , , expiration]) => [id, expiration]);

test('a first delta sends everybody; the next sends who comes and removes who goes', async () => {
  const first = await night(10, { users: { '1': ['ann', 'bob'] } });
  expect(changes(first.lines)).toEqual([
    ['1', '43200'],
    ['2', '43200'],
  ]);
  const second = await night(11, { users: { '1': ['bob', 'cat'] } });
  expect(changes(second.lines)).toEqual([
    ['1', '-1'],
    ['3', '43200'],
  ]);
  expect(second.members).toEqual(['771 2', '771 3']);
  expect(figuresOf(second.result, '1')).toMatchObject({ added_ids: 1, removed_ids: 1, delivered_ids: 2 });
  expect(
    (await world.night.rows(delivered.v1, { runDate: '2026-11-11' })).map((row) => [row.change, row.sent_on]),
  ).toEqual([
    ['removed', '2026-11-11'],
    ['kept', '2026-11-10'],
    ['added', '2026-11-11'],
  ]);
});

test('a segment that guard rails hold stays as it was; the others go on, and so does opting out', async () => {
  await night(10, { users: { '1': ['ann', 'bob'], '2': ['ann'] } });
  const { lines, members, result } = await night(11, {
    users: { '1': ['dan'], '2': ['cat'] },
    held: ['1'],
    optOuts: [{ user: 'bob', since: '2026-11-10T12:00:00' }],
  });
  expect(lines.map(([id, , segment, , expiration]) => [segment, id, expiration])).toEqual([
    ['771', '2', '-1'],
    ['772', '1', '-1'],
    ['772', '3', '43200'],
  ]);
  expect(members).toEqual(['771 1', '772 3']);
  expect(warningsOf(result)).toContainEqual(['held', '1']);
  expect((await night(12, { users: { '1': ['dan'], '2': ['cat'] } })).members).toEqual(['771 4', '772 3']);
});

test('who would leave by himself soon is sent again, and nobody is sent for nothing', async () => {
  const of = { users: { '1': ['ann'] }, ttlDays: 5, options: { ...delta, refreshDays: 2 } };
  const sent: boolean[] = [];
  for (let day = 10; day < 18; day++) {
    const { lines, members } = await night(day, of);
    sent.push(lines.length > 0);
    expect(members).toEqual(['771 1']);
  }
  expect(sent).toEqual([true, false, false, true, false, false, true, false]);
});

test('a shorter ttl is told at once', async () => {
  await night(10, { users: { '1': ['ann'] }, ttlDays: 30 });
  expect(changes((await night(11, { users: { '1': ['ann'] }, ttlDays: 7 })).lines)).toEqual([['1', '10080']]);
});

test('who expired while no night was delivered is sent anew, or forgotten', async () => {
  await night(10, { users: { '1': ['ann', 'bob'] }, ttlDays: 2 });
  const late = await night(14, { users: { '1': ['ann'] }, ttlDays: 2 });
  expect(changes(late.lines)).toEqual([['1', '2880']]);
  expect(late.members).toEqual(['771 1']);
});

test('whoever opts out leaves by every id, also from a segment that is not of the night', async () => {
  const ids = [...mapping, { id: '11', user: 'ann' }];
  await night(10, { users: { '1': ['ann', 'bob'], '2': ['ann', 'cat'] }, mapping: ids });
  const optOuts = [{ user: 'ann', since: '2026-11-10T12:00:00' }];
  const { lines, members } = await night(11, { users: { '1': ['ann', 'bob'] }, mapping: ids, optOuts });
  expect(lines.map(([id, , segment, , expiration]) => [segment, id, expiration])).toEqual([
    ['771', '1', '-1'],
    ['771', '11', '-1'],
    ['772', '1', '-1'],
    ['772', '11', '-1'],
  ]);
  expect(members).toEqual(['771 2', '772 3']);
});

test('an id that is another user now leaves, and stays where that user is in the audience too', async () => {
  await night(10, { users: { '1': ['ann'], '2': ['ann', 'bob'] } });
  const remapped = [...mapping, { id: '1', user: 'bob', at: '2026-11-10T06:00:00' }];
  const { lines, members } = await night(11, {
    users: { '1': ['ann', 'cat'], '2': ['ann', 'bob'] },
    mapping: remapped,
  });
  expect(members).toEqual(['771 3', '772 1', '772 2']);
  expect(lines.filter(([, , segment]) => segment === '772')).toEqual([]);
});

test('an id that was sent for somebody who opts out goes, though it cannot be told whose it is now', async () => {
  await night(10, { users: { '1': ['ann', 'bob'], '2': ['ann', 'bob'] } });
  const optOuts = [{ user: 'ann', since: '2026-11-10T12:00:00' }];
  const { members } = await night(11, { users: { '2': ['bob'] }, mapping: mapping.slice(1), optOuts });
  expect(members).toEqual(['771 2', '772 2']);
});

test('a segment that falls below minReach is taken back whole', async () => {
  const options = { ...delta, minReach: 2 };
  await night(10, { users: { '1': ['ann', 'bob', 'cat'] }, options });
  const fallen = await night(11, { users: { '1': ['ann'] }, options });
  expect(fallen.members).toEqual([]);
  expect(warningsOf(fallen.result)).toEqual([['below-min-reach', '1']]);
  expect((await night(12, { users: { '1': ['ann', 'bob'] }, options })).members).toEqual(['771 1', '771 2']);
});

test('a segment without an audience is left to expire', async () => {
  await night(10, { users: { '1': ['ann'] }, ttlDays: 3 });
  const without = await night(11, { users: { '1': [] } });
  expect(without.members).toEqual(['771 1']);
  expect(warningsOf(without.result)).toEqual([['no-audience', '1']]);
  expect((await night(13, { users: { '1': [] } })).members).toEqual([]);
});

test('a segment with another id at the DSP is sent there, and expires where it was', async () => {
  await night(10, { users: { '1': ['ann'] }, ttlDays: 3, dspSegmentId: '5' });
  const moved = await night(11, { users: { '1': ['ann'] }, ttlDays: 3, dspSegmentId: '6' });
  expect(moved.members).toEqual(['5 1', '6 1']);
  expect((await night(13, { users: { '1': ['ann'] }, ttlDays: 3, dspSegmentId: '6' })).members).toEqual(['6 1']);
});

test('two segments with one id at the DSP do not remove what the other wants', async () => {
  await night(10, { users: { '1': ['ann', 'bob'], '2': ['bob', 'cat'] }, dspSegmentId: '5' });
  const { members } = await night(11, { users: { '1': ['ann'], '2': ['bob'] }, dspSegmentId: '5' });
  expect(members).toEqual(['5 1', '5 2']);
  expect((await night(12, { users: { '1': ['ann'], '2': ['cat'] }, dspSegmentId: '5' })).members).toEqual([
    '5 1',
    '5 3',
  ]);
});

test('a full delivery sends everybody every night, and removes as well where a line can say it', async () => {
  const options = { preset: 'xandr' };
  await night(10, { users: { '1': ['ann', 'bob'] }, options });
  const { lines, members } = await night(11, { users: { '1': ['bob', 'cat'] }, options });
  expect(changes(lines)).toEqual([
    ['1', '-1'],
    ['2', '43200'],
    ['3', '43200'],
  ]);
  expect(members).toEqual(['771 2', '771 3']);
});

describe('a night twice', () => {
  const optOuts = [{ user: 'zoe', since: '2026-01-01T00:00:00' }];

  test('comes to the same, whether or not the DSP took the first', async () => {
    await night(10, { users: { '1': ['ann', 'bob', 'cat'] } });
    const untouched = dsp.members('2026-11-10T20:00:00Z');
    // The first attempt adds dan, removes ann and bob; the second wants ann back, and dan not at all.
    const first = await night(11, { users: { '1': ['cat', 'dan'] } });
    expect(first.members).toEqual(['771 3', '771 4']);
    const again = await night(11, { users: { '1': ['ann', 'cat'] } });
    expect(again.members).toEqual(['771 1', '771 3']);

    const other = new SimulatedDsp();
    other.take(['1', '2', '3'].map((id) => `${id}\t1794268800\t771\t0\t43200`));
    expect(other.members('2026-11-10T20:00:00Z')).toEqual(untouched);
    other.take(again.lines.map((line) => line.join('\t')));
    expect(other.members('2026-11-11T20:00:00Z')).toEqual(['771 1', '771 3']);

    const third = await night(11, { users: { '1': ['ann'] }, optOuts });
    expect(third.members).toEqual(['771 1']);
    expect((await night(12, { users: { '1': ['ann', 'eve'] } })).members).toEqual(['771 1', '771 5']);
  });

  test('with nothing changed, changes no byte', async () => {
    await night(10, { users: plain.users });
    await night(11, { users: { ...plain.users, '1': ['ann', 'eve'] } });
    const first = await world.keys('lookalikes/amer/2026-11-11');
    const bytes = await Promise.all(first.map((key) => world.bytesOf(key)));
    await night(11, { users: { ...plain.users, '1': ['ann', 'eve'] } });
    expect(await world.keys('lookalikes/amer/2026-11-11')).toEqual(first);
    expect(await Promise.all(first.map((key) => world.bytesOf(key)))).toEqual(bytes);
  });
});

test('a night that fails changes nothing of what is held', async () => {
  await night(10, { users: { '1': ['ann', 'bob'] } });
  // The file's place is taken by a folder: the night fails after it was chosen, before its manifest.
  const place = 'lookalikes/amer/2026-11-11/1/part-00000.tsv.gz';
  await world.night.store.put(`${place}/in-the-way`, 'x');
  const failed = await night(11, { users: { '1': ['cat'] } });
  expect(failed.result.error).toMatchObject({ code: 'io' });
  expect(failed.lines).toEqual([]);
  const next = await night(12, { users: { '1': ['bob', 'dan'] } });
  expect(changes(next.lines)).toEqual([
    ['1', '-1'],
    ['4', '43200'],
  ]);
  expect(next.members).toEqual(['771 2', '771 4']);
});

test('a night that is held back has no manifest, and changes nothing of what is held', async () => {
  await night(10, { users: { '1': ['ann', 'bob'] } });
  // A sync whose SQL forgets about opt-outs: its audit does not.
  const broken = join(world.night.root, 'broken-sql');
  cpSync(fileURLToPath(sync.sql), broken, { recursive: true });
  const file = join(broken, 'dsp_ids.sql');
  const sql = readFileSync(file, 'utf8');
  writeFileSync(file, sql.replace("WHEN opted_out.user_id IS NOT NULL THEN 'opted_out'", ''));
  const optOuts = [{ user: 'ann', since: '2026-11-10T12:00:00' }];
  const stage = { ...sync, sql: pathToFileURL(`${broken}/`) };
  const held = await night(11, { users: { '1': ['ann', 'cat'] }, optOuts, stage });
  expect(held.result.error).toMatchObject({ code: 'held', message: expect.stringContaining('opted_out: 1 bad rows') });
  expect(held.lines).toEqual([]);
  expect(await world.keys('lookalikes/amer/2026-11-11')).toEqual(['lookalikes/amer/2026-11-11/1/part-00000.tsv.gz']);
  await expect(world.night.rows(delivered.v1, { runDate: '2026-11-11' })).rejects.toMatchObject({
    code: 'read-missing',
  });
  expect((await night(11, { users: { '1': ['ann', 'cat'] }, optOuts })).members).toEqual(['771 3']);
});
