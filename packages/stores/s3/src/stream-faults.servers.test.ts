import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../test/faulty-proxy.ts';
import { faultyProxy } from '../test/faulty-proxy.ts';
import { access, client, freshBucket, storeIn } from '../test/s3-world.ts';

const bucket = await freshBucket();
const proxy = await faultyProxy(s3Server().endpoint);
afterAll(() => proxy.close());
const store = await storeIn(`s3://${bucket}`, { ...access(proxy.endpoint), attempts: 4, partBytes: 5 * 2 ** 20 });
const sdk = client();

beforeEach(() => proxy.plan(() => undefined));

/** The first so many requests of a method get the fault. */
const first = (times: number, method: string, fault: Fault) =>
  proxy.plan((seen) => (seen.method === method && seen.before < times ? fault : undefined));

let number = 0;
const fresh = (): string => `object-${(number += 1)}`;
async function* pieces(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < megabytes; done++) yield Buffer.alloc(2 ** 20, done);
}

const unfinished = async (): Promise<string[]> => {
  const { Uploads = [] } = await sdk.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.map(({ Key }) => Key ?? '');
};

const slowDown = { answer: 503, code: 'SlowDown' };

describe('a body that breaks off', () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));

  test('is gone on with, and the whole is what it was', async () => {
    const key = fresh();
    await store.put(key, content);
    first(3, 'GET', 'cut');
    expect(Buffer.compare(await store.get(key), content)).toBe(0);
    const large = fresh();
    await store.putStream(large, pieces(12));
    first(3, 'GET', 'cut');
    expect((await store.get(large)).length).toBe(12 * 2 ** 20);
  });

  test('is an error where it goes on breaking off', async () => {
    const key = fresh();
    await store.put(key, 'x');
    first(99, 'GET', 'cut');
    await expect(store.get(key)).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'io' });
  });

  test('is an error where the rest is of another content, or gone', async () => {
    const key = fresh();
    for (const change of [
      () =>
        store.put(
          key,
          content.map((byte) => byte ^ 1),
        ),
      () => store.delete(key),
    ]) {
      await store.put(key, content);
      const seenBefore = proxy.seen.filter((line) => line === `GET /${bucket}/${key}`).length;
      proxy.plan(({ method, before }) => (method === 'GET' && before === seenBefore ? 'cut' : undefined));
      const reading = (async () => {
        let changed = false;
        for await (const _ of store.getStream(key)) {
          if (!changed) await change();
          changed = true;
        }
      })();
      await expect(reading).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'io' });
      await expect(reading).rejects.toThrow(/was changed or deleted while it was read/);
    }
  });

  test('is an error where a bit is another one, in one answer or in several', async () => {
    const key = fresh();
    await store.put(key, content);
    first(1, 'GET', 'flip');
    await expect(store.get(key)).rejects.toThrow(/Checksum mismatch/);
    const other = fresh();
    await store.put(other, content);
    proxy.plan(({ method, before }) => (method !== 'GET' ? undefined : before === 0 ? 'cut' : 'flip'));
    await expect(store.get(other)).rejects.toThrow(/does not match the checksum that S3 has of it/);
  });
});

describe('a streamed object', () => {
  test('is put whole whatever gets lost', async () => {
    const key = fresh();
    const faults = ['reset after', slowDown, 'reset before'] as const;
    proxy.plan(({ before }) => faults[before]);
    const { bytes } = await store.putStream(key, pieces(13));
    proxy.plan(() => undefined);
    expect(bytes).toBe(13 * 2 ** 20);
    expect((await store.get(key)).length).toBe(bytes);
    expect(await unfinished()).not.toContain(key);
  });

  test('knows its own work where the upload is gone with the answer', async () => {
    const key = fresh();
    proxy.plan(({ method, url, before }) => {
      if (method !== 'POST' || url.includes('uploads')) return undefined;
      return before === 0 ? 'reset after' : { answer: 404, code: 'NoSuchUpload' };
    });
    await store.putStream(key, pieces(6));
    proxy.plan(() => undefined);
    expect(await store.head(key)).toMatchObject({ bytes: 6 * 2 ** 20 });
    const lost = fresh();
    proxy.plan(({ method, url }) => {
      if (method !== 'POST' || url.includes('uploads')) return undefined;
      return { answer: 404, code: 'NoSuchUpload' };
    });
    await expect(store.putStream(lost, pieces(6))).rejects.toMatchObject({
      code: 'io',
      cause: { name: 'NoSuchUpload' },
    });
  });

  test('is completed again where S3 says 200 and fails', async () => {
    const key = fresh();
    proxy.plan(({ method, url, before }) =>
      method === 'POST' && !url.includes('uploads') && before < 3 ? { answer: 200, code: 'InternalError' } : undefined,
    );
    await store.putStream(key, pieces(6));
    expect(await store.head(key)).toMatchObject({ bytes: 6 * 2 ** 20 });
  });

  test('leaves nothing where a part cannot be sent', async () => {
    const key = fresh();
    proxy.plan(({ method, url }) =>
      method === 'PUT' && url.includes('partNumber=2&') ? { answer: 403, code: 'AccessDenied' } : undefined,
    );
    let ended = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(2 ** 20);
      } finally {
        ended = true;
      }
    };
    await expect(store.putStream(key, endless())).rejects.toThrow(/AccessDenied.*check the credentials/);
    await expect.poll(() => ended).toBe(true);
    expect(await store.head(key)).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  test('leaves nothing where its source fails, or the signal aborts, on the way', async () => {
    const key = fresh();
    const reason = new Error('the source broke');
    const breaking = async function* () {
      yield* pieces(11);
      throw reason;
    };
    await expect(store.putStream(key, breaking())).rejects.toBe(reason);
    const controller = new AbortController();
    const stopped = async function* () {
      yield* pieces(11);
      controller.abort(reason);
      yield* pieces(11);
    };
    await expect(store.putStream(key, stopped(), { signal: controller.signal })).rejects.toBe(reason);
    const held = new AbortController();
    proxy.plan(({ url }) => {
      if (!url.includes('partNumber=')) return undefined;
      setTimeout(() => held.abort(reason), 10);
      return 'hold';
    });
    await expect(store.putStream(key, pieces(40), { signal: held.signal })).rejects.toBe(reason);
    expect(await store.head(key)).toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  test('is put all the same where what lost answers left cannot be removed, with a warning', async () => {
    const other = await freshBucket();
    const elsewhere = await storeIn(`s3://${other}`, { ...access(proxy.endpoint), partBytes: 5 * 2 ** 20 });
    const warnings: Error[] = [];
    const warned = (warning: Error) => void warnings.push(warning);
    process.on('warning', warned);
    proxy.plan(({ method, url, before }) => {
      if (method === 'POST' && url.includes('uploads') && before === 0) return 'reset after';
      return method === 'GET' && url.includes('uploads') ? { answer: 403, code: 'AccessDenied' } : undefined;
    });
    await elsewhere.putStream('a', pieces(6));
    expect(await elsewhere.head('a')).toMatchObject({ bytes: 6 * 2 ** 20 });
    await expect
      .poll(() => warnings.map(({ message }) => message))
      .toContainEqual(
        expect.stringMatching(new RegExp(`^unfinished uploads of 's3://${other}/a' may be left \\(AccessDenied\\)`)),
      );
    process.off('warning', warned);
  });

  test('warns where what it sent cannot be removed, and throws what led there', async () => {
    const key = fresh();
    const warnings: Error[] = [];
    const warned = (warning: Error) => void warnings.push(warning);
    process.on('warning', warned);
    proxy.plan(({ method }) => (method === 'DELETE' ? { answer: 403, code: 'AccessDenied' } : undefined));
    const reason = new Error('the source broke');
    const breaking = async function* () {
      yield* pieces(6);
      throw reason;
    };
    await expect(store.putStream(key, breaking())).rejects.toBe(reason);
    await expect
      .poll(() => warnings.map(({ message }) => message))
      .toContainEqual(
        expect.stringMatching(
          new RegExp(`unfinished upload .* of 's3://${bucket}/${key}' could not be removed \\(AccessDenied`),
        ),
      );
    process.off('warning', warned);
    proxy.plan(({ method }) => (method === 'DELETE' ? { answer: 404, code: 'NoSuchUpload' } : undefined));
    await expect(store.putStream(key, breaking())).rejects.toBe(reason);
  });
});
