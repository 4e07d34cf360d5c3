import { mkdtempDisposable } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LockHolder, ObjectStore } from '@lookalikes/stage-kit';
import { ObjectStoreError, RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runFixture } from './processes.ts';
import { before, beforePut, keysOf } from './world.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let store: ObjectStore;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'lookalikes-'));
  store = await fileStore({ root: 'objects' }).open({ root: folder.path });
});
afterEach(() => folder.remove());

const acquire = (run = 'amer/2026-11-21', of: ObjectStore = store) => RegionLock.acquire(of, 'amer', run);
const key = (fence: number, ending = 'json') => `locks/amer/${String(fence).padStart(8, '0')}.${ending}`;

test('one run holds a region; another is told by whom, and what to do', async () => {
  await acquire('amer/2026-11-20');
  await expect(acquire()).rejects.toMatchObject({
    name: 'StageKitError',
    code: 'lock-held',
    message: expect.stringMatching(
      new RegExp(
        `^amer is being run by run amer/2026-11-20 on .* \\(process ${process.pid}\\) since 20.*Z\\. Wait for it; if that process is gone, delete .*/${key(1)}\\.$`,
      ),
    ),
  });
  const other = await RegionLock.acquire(store, 'emeaApac', 'emeaApac/2026-11-21');
  expect(other.fence).toBe(1);
});

test('a region that was let go is free, and its token rises', async () => {
  for (const fence of [1, 2, 3]) {
    const lock = await acquire();
    expect(lock.fence).toBe(fence);
    await lock.check();
    await lock.release();
  }
  expect(await keysOf(store, 'locks/')).toEqual([key(3), key(3, 'released')]);
});

test('of twenty at once exactly one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => acquire()));
  const locks = results.filter((result) => result.status === 'fulfilled');
  expect(locks).toHaveLength(1);
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
  expect(new Set(refused)).toEqual(new Set(['lock-held']));
  await locks[0]?.value.check();
});

test('of two that find it free, the second is told of the first', async () => {
  let first: RegionLock | undefined;
  const late = beforePut(store, /^locks\//, async () => (first = await acquire('the first')));
  await expect(acquire('the second', late)).rejects.toMatchObject({
    code: 'lock-held',
    message: expect.stringContaining('amer is being run by run the first'),
    cause: { code: 'exists' },
  });
  await first?.check();
});

test('one that looked before others came and went does not take a number that is over', async () => {
  let third: RegionLock | undefined;
  const late = beforePut(store, /^locks\//, async () => {
    for (const run of ['first', 'second']) await (await acquire(run)).release();
    third = await acquire('third');
  });
  await expect(acquire('late', late)).rejects.toMatchObject({
    code: 'lock-held',
    message: expect.stringContaining('amer is being run by another run'),
  });
  await third?.check();
  await third?.release();
  expect(await keysOf(store, 'locks/')).toEqual([key(3), key(3, 'released')]);
});

test('a holder that lets go and is removed while it is looked at, is another run', async () => {
  await acquire('the first');
  const late = before(store, { call: 'get', key: /^locks\// }, () => store.delete(key(1)));
  await expect(acquire('late', late)).rejects.toMatchObject({
    code: 'lock-held',
    message: expect.stringContaining('amer is being run by another run'),
  });
});

test('a store that fails is not taken for a lock that is held', async () => {
  await acquire('the first');
  const unreadable = before(store, { call: 'get', key: /^locks\// }, () =>
    Promise.reject(new ObjectStoreError('io', 'no')),
  );
  await expect(acquire('any', unreadable)).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'io' });
  await store.delete(key(1));

  const failing = beforePut(store, /^locks\//, () => Promise.reject(new Error('the disk is full')));
  await expect(acquire('any', failing)).rejects.toThrow(new Error('the disk is full'));
});

describe('a holder that is gone', () => {
  test('on this machine, is taken over', async () => {
    expect(await runFixture('take-lock.ts', [folder.path])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await keysOf(store, 'locks/')).toEqual([key(1)]);
    const lock = await acquire();
    expect(lock.fence).toBe(2);
    await lock.check();
  });

  const holder: LockHolder = { run: 'r', host: hostname(), pid: 1, since: '2026-11-21T00:00:00.000Z', id: 'x' };

  test('on another machine, cannot be known to be', async () => {
    await store.put(key(1), JSON.stringify({ ...holder, host: 'elsewhere', pid: 2 ** 22 + 1 }));
    await expect(acquire()).rejects.toMatchObject({
      code: 'lock-held',
      message: expect.stringContaining('on elsewhere'),
    });
  });

  test('is not one whose process is alive, whoever runs it', async () => {
    await store.put(key(1), JSON.stringify(holder));
    await expect(acquire()).rejects.toMatchObject({ code: 'lock-held' });
  });
});

describe('a lock that is lost', () => {
  test('to another run', async () => {
    const lock = await acquire();
    await store.put(key(2), '{}');
    await expect(lock.check()).rejects.toMatchObject({
      code: 'lock-lost',
      message: expect.stringContaining("no longer this run's (token 1): token 2 has it. Nothing more is published"),
    });
  });

  test('as somebody deleted its file', async () => {
    const lock = await acquire();
    await store.delete(key(1));
    await expect(lock.check()).rejects.toMatchObject({
      code: 'lock-lost',
      message: expect.stringContaining('its file was deleted'),
    });
  });

  test('to a run that got the same number, which it does not let go for it', async () => {
    const lock = await acquire('the first');
    await store.delete(key(1));
    const next = await acquire('the next');
    expect(next.fence).toBe(lock.fence);
    await expect(lock.check()).rejects.toMatchObject({ code: 'lock-lost' });
    await lock.release();
    await next.check();
    await expect(acquire()).rejects.toMatchObject({ code: 'lock-held' });
    await next.release();
    expect((await acquire()).fence).toBe(2);
  });
});

test.each(['', 'not JSON', '{"run":"r"}'])('a lock file with %j in it is named, with what to do', async (content) => {
  await store.put(key(4), content);
  await expect(acquire()).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(/00000004\.json is no lock: delete it if no run of amer is going on$/),
    cause: expect.any(Error),
  });
});

test('a number whose file was deleted after it was let go is not used again', async () => {
  await (await acquire()).release();
  await store.delete(key(1));
  const lock = await acquire();
  expect(lock.fence).toBe(2);
  await expect(acquire()).rejects.toMatchObject({ code: 'lock-held' });
});
