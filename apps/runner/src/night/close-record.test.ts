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

const lost: NightOutcome = { region: 'amer', runDate: '2026-11-21', status: 'failed', exitCode: 1, message: 'it died' };
const newest = async () => (await new Journal(store).attempts('amer', '2026-11-21')).at(-1);

it('ends the record of a night whose process died', async () => {
  await new Journal(store).open(runRecord(1, [], { asked: ['scoring'] }), []);
  expect(await closeRecord(store, lost)).toEqual({ ...lost, attempt: 1, stage: 'scoring' });
  expect(await newest()).toMatchObject({ status: 'failed', failure: { code: 'process-died', message: 'it died' } });
});

it('leaves the record of a run that has taken the region over since', async () => {
  const lock = await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' });
  await new Journal(store).open(runRecord(1, [], { fence: lock.fence }), []);
  expect(await closeRecord(store, lost)).toEqual(lost);
  expect(await newest()).toMatchObject({ status: 'running' });
  await lock.release();
});

it('has nothing to do with a night that ended by itself', async () => {
  const ended = { ...lost, attempt: 1 };
  expect(await closeRecord(store, ended)).toBe(ended);
});
