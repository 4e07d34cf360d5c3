import { Journal, RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { beforeEach, expect, it } from 'vitest';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { runRecord } from '../../test/records.ts';
import { newFolder } from '../../test/world.ts';
import { closeRecord } from './close-record.ts';
import type { NightOutcome } from './outcome.ts';

let store: ObjectStore;
beforeEach(async () => {
  store = await fileStore({ root: 'objects' }).open({ root: newFolder() });
});

const lost: NightOutcome = {
  region: 'amer',
  runDate: '2026-11-21',
  attempt: 1,
  died: true,
  status: 'failed',
  exitCode: 1,
  message: 'it died',
};
const newest = async () => (await new Journal(store).attempts('amer', '2026-11-21')).at(-1);

it('ends the record of a night whose process died', async () => {
  await new Journal(store).open(runRecord(1, [], { asked: ['scoring'] }), []);
  expect(await closeRecord(store, lost)).toEqual({ ...lost, stage: 'scoring' });
  expect(await newest()).toMatchObject({ status: 'failed', failure: { code: 'process-died', message: 'it died' } });
});

it('ends that of a process which was ended as it did not stop', async () => {
  await new Journal(store).open(runRecord(1, [], { asked: ['scoring'] }), []);
  await closeRecord(store, { ...lost, status: 'cancelled' });
  expect(await newest()).toMatchObject({ status: 'cancelled', failure: { code: 'stopped' } });
});

it('leaves what whoever has taken the region over has on record', async () => {
  const journal = new Journal(store);
  await (await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' })).release();
  await journal.open(runRecord(1, [], { fence: 1 }), []);
  const lock = await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' });
  const closed = await journal.closeInterrupted({ region: 'amer', runDate: '2026-11-21' });
  const next = await journal.open(runRecord(2, [], { fence: lock.fence }), closed);
  expect(await closeRecord(store, lost)).toBe(lost);
  expect(await journal.attempts('amer', '2026-11-21')).toEqual([...closed, next]);
  await lock.release();
});

it('leaves the record of a run that the process which died had taken over, and opened none of its own', async () => {
  await new Journal(store).open(runRecord(1, [], { fence: 1 }), []);
  const { attempt, ...unheardOf } = lost;
  expect(attempt).toBe(1);
  expect(await closeRecord(store, unheardOf)).toBe(unheardOf);
  expect(await newest()).toMatchObject({ status: 'interrupted' });
  expect(await newest()).not.toHaveProperty('failure');
});

it('has nothing to do with a night that ended by itself', async () => {
  const { died, ...ended } = lost;
  expect(died).toBe(true);
  expect(await closeRecord(store, ended)).toBe(ended);
});
