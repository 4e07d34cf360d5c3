import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LockHolder, LockRequest, ObjectStore } from '@lookalikes/stage-kit';
import { isZombie, machineOf, ObjectStoreError, RegionLock } from '@lookalikes/stage-kit';
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
afterEach(async () => {
  // A lock that is held beats on, and would put its heartbeat into a folder that is being removed.
  for (const lock of taken.splice(0)) await lock.release();
  await folder.remove();
});

const taken: RegionLock[] = [];

const timing = { heartbeatSeconds: 0.02, staleSeconds: 30 };
/** For what is to be taken over: soon. */
const soon = { timing: { heartbeatSeconds: 0.02, staleSeconds: 0.3 } };
const acquire = async (run = 'amer/2026-11-21', of: ObjectStore = store, more: Partial<LockRequest> = {}) => {
  const lock = await RegionLock.acquire(of, 'amer', { run, timing, ...more });
  taken.push(lock);
  return lock;
};
const key = (fence: number, ending = 'json') => `locks/amer/${String(fence).padStart(8, '0')}.${ending}`;

test('one run holds a region; another is told by whom, and what to do', async () => {
  await acquire('amer/2026-11-20');
  await expect(acquire()).rejects.toMatchObject({
    name: 'StageKitError',
    code: 'lock-held',
    message: expect.stringMatching(
      new RegExp(
        `^amer is being run by run amer/2026-11-20 on .* \\(process ${process.pid}\\) since 20.*Z \\(.*/${key(1)}\\)\\. Wait for it, or stop it\\. .* --force-unlock takes the region over`,
      ),
    ),
  });
  const other = await RegionLock.acquire(store, 'emeaApac', { run: 'emeaApac/2026-11-21' });
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

test('a holder that lets go while it is looked at leaves the region free', async () => {
  const first = await acquire('the first');
  const late = before(store, { call: 'get', key: /^locks\// }, () => first.release());
  const second = await acquire('late', late);
  expect([second.fence, second.takenOver]).toEqual([2, undefined]);

  const gone = before(store, { call: 'get', key: /^locks\// }, () => store.delete(key(2)));
  expect((await acquire('later', gone)).takenOver).toBeUndefined();
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
    expect(lock.takenOver).toMatchObject({ why: 'process-gone', holder: { run: 'the run that died' } });
    await lock.check();
  });

  const holder: LockHolder = { run: 'r', host: hostname(), pid: 1, since: '2026-11-21T00:00:00.000Z', id: 'x' };

  const beat = (at: number) => store.put(key(1, 'beat'), `{"beat":${at}}`);
  const elsewhere = { ...holder, host: 'elsewhere', pid: 2 ** 22 + 1, machine: 'another boot' };

  test('on another machine, is taken over once its heartbeat has stood still', async () => {
    await store.put(key(1), JSON.stringify(elsewhere));
    await beat(7);
    const watched: LockHolder[] = [];
    const lock = await acquire('late', store, { ...soon, onWatch: (of) => watched.push(of) });
    expect(lock).toMatchObject({ fence: 2, takenOver: { why: 'heartbeat-still', holder: elsewhere } });
    expect(watched).toEqual([elsewhere]);
  });

  test('on another machine, is not one whose heartbeat moves, whatever its clock says', async () => {
    await store.put(key(1), JSON.stringify({ ...elsewhere, since: '1970-01-01T00:00:00.000Z' }));
    await beat(7);
    const late = acquire('late', store, { onWatch: () => void setTimeout(() => void beat(8), 100) });
    await expect(late).rejects.toMatchObject({
      code: 'lock-held',
      message: expect.stringContaining('on elsewhere'),
    });
  });

  test('is given three of its own beats, where it beats more slowly than the watcher is set for', async () => {
    await store.put(key(1), JSON.stringify({ ...elsewhere, heartbeatSeconds: 10 }));
    await beat(1);
    const late = acquire('late', store, { ...soon, onWatch: () => void setTimeout(() => void beat(2), 600) });
    await expect(late).rejects.toMatchObject({ code: 'lock-held' });
  });

  test('of two that watch it, one gets its region', async () => {
    await store.put(key(1), JSON.stringify(elsewhere));
    const patient = { timing: { heartbeatSeconds: 0.02, staleSeconds: 3 } };
    const both = await Promise.allSettled([acquire('a', store, patient), acquire('b', store, patient)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'lock-held' });
  });

  test('whose process lives, whoever runs it, is watched all the same', async () => {
    await store.put(key(1), JSON.stringify({ ...elsewhere, pid: 1, machine: machineOf('/proc') }));
    expect((await acquire('late', store, soon)).takenOver?.why).toBe('heartbeat-still');
  });

  test('whose process has ended, although its parent has not noticed, is taken over at once', async () => {
    // What the shell starts is a child of the `sleep` that the shell becomes, which asks after no child, and ends when it has become that.
    const child = 'until grep -q sleep /proc/$$/comm; do sleep 0.01; done';
    const shell = spawn('sh', ['-c', `{ ${child}; } & echo $!; exec sleep 60`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    while (!isZombie(pid, '/proc')) await sleep(10);
    await store.put(key(1), JSON.stringify({ ...elsewhere, pid, machine: machineOf('/proc') }));
    expect((await acquire('late')).takenOver?.why).toBe('process-gone');
    shell.kill('SIGKILL');
  });

  test('a process is no zombie where nothing says so', async () => {
    const proc = join(folder.path, 'proc');
    for (const [pid, stat] of ['1 (a) b) S 0', '2 (a) Z) Z 0', '3 (Z) X 0'].entries()) {
      mkdirSync(join(proc, String(pid)), { recursive: true });
      writeFileSync(join(proc, String(pid), 'stat'), stat);
    }
    expect([0, 1, 2, 3].map((pid) => isZombie(pid, proc))).toEqual([false, true, true, false]);
    mkdirSync(join(proc, '4/stat'), { recursive: true });
    expect(() => isZombie(4, proc)).toThrow('EISDIR');
  });

  test('need not be waited for: --force-unlock', async () => {
    const first = await acquire('amer/2026-11-20');
    const second = await acquire('amer/2026-11-21', store, { force: true });
    expect(second.takenOver).toMatchObject({ why: 'forced', holder: { run: 'amer/2026-11-20' } });
    await expect(first.check()).rejects.toMatchObject({ code: 'lock-lost' });
    await second.check();
  });

  test('is waited for no longer than the caller wants', async () => {
    await store.put(key(1), JSON.stringify(elsewhere));
    const reason = new Error('enough');
    const stop = new AbortController();
    const late = acquire('late', store, { signal: stop.signal, onWatch: () => stop.abort(reason) });
    await expect(late).rejects.toBe(reason);
    expect(await keysOf(store, 'locks/')).toEqual([key(1)]);
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
    const lock = await acquire('the first', store, { timing: { heartbeatSeconds: 100, staleSeconds: 300 } });
    await store.delete(key(1));
    const next = await acquire('the next');
    expect(next.fence).toBe(lock.fence);
    await expect(lock.check()).rejects.toMatchObject({ code: 'lock-lost' });
    await lock.release();
    await next.check();
    await expect(acquire()).rejects.toMatchObject({ code: 'lock-held' });
    await next.release();
    expect((await acquire()).fence).toBe(next.fence + 1);
  });
});

test.each(['', 'not JSON', '{"run":"r"}'])('a lock file with %j in it is named, with what to do', async (content) => {
  await store.put(key(4), content);
  await expect(acquire()).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(/00000004\.json is no lock: .*Delete it if no run of amer is going on\.$/s),
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
