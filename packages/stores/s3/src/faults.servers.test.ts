import { inspect } from 'node:util';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../test/faulty-proxy.ts';
import { faultyProxy } from '../test/faulty-proxy.ts';
import { access, freshBucket, storeIn } from '../test/s3-world.ts';

const bucket = await freshBucket();
const proxy = await faultyProxy(s3Server().endpoint);
afterAll(() => proxy.close());
const store = await storeIn(`s3://${bucket}`, { ...access(proxy.endpoint), attempts: 4 });

beforeEach(() => proxy.plan(() => undefined));

/** The first so many requests of a method get the fault. */
const first = (times: number, method: string, fault: Fault) =>
  proxy.plan((seen) => (seen.method === method && seen.before < times ? fault : undefined));

let number = 0;
const fresh = (): string => `object-${(number += 1)}`;
const text = async (key: string): Promise<string> => Buffer.from(await store.get(key)).toString();

const slowDown = { answer: 503, code: 'SlowDown' };

describe('what passes by itself is tried again', () => {
  test.each<{ what: string; fault: Fault }>([
    { what: '503 SlowDown', fault: slowDown },
    { what: '500 InternalError', fault: { answer: 500, code: 'InternalError' } },
    { what: 'a reset before', fault: 'reset before' },
    { what: 'a reset after', fault: 'reset after' },
  ])('$what', async ({ fault }) => {
    const key = fresh();
    first(2, 'PUT', fault);
    await store.put(key, 'x');
    first(2, 'HEAD', fault);
    expect(await store.head(key)).toMatchObject({ bytes: 1 });
    first(2, 'GET', fault);
    expect(await text(key)).toBe('x');
    first(2, 'DELETE', fault);
    await store.delete(key);
    proxy.plan(() => undefined);
    expect(await store.head(key)).toBeUndefined();
    expect(proxy.seen.filter((line) => line.endsWith(key)).length).toBeGreaterThanOrEqual(12);
  });

  test('a listing', async () => {
    await store.put('listed/a', 'x');
    first(2, 'GET', slowDown);
    const found: string[] = [];
    for await (const { key } of store.list('listed/')) found.push(key);
    expect(found).toEqual(['listed/a']);
  });

  test('but not for ever, and the error says what S3 said', async () => {
    const key = fresh();
    first(99, 'PUT', slowDown);
    const refused = (await storeIn(`s3://${bucket}`, { ...access(proxy.endpoint), attempts: 2 })).put(key, 'x');
    await expect(refused).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'io', cause: { name: 'SlowDown' } });
    await expect(refused).rejects.toThrow(
      `could not put 's3://${bucket}/${key}': SlowDown: As planned. (HTTP 503, 2 attempts`,
    );
    expect(proxy.seen.filter((line) => line.endsWith(`/${key}`))).toHaveLength(2);
  });
});

describe('put only where nothing is', () => {
  test('knows its own work after the answer was lost', async () => {
    const key = fresh();
    first(1, 'PUT', 'reset after');
    await store.put(key, 'mine', { ifNoneMatch: true });
    expect(await text(key)).toBe('mine');
  });

  test('does not take the same content for its own work', async () => {
    const key = fresh();
    await store.put(key, 'same', { ifNoneMatch: true });
    await expect(store.put(key, 'same', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'exists' });
    const before = proxy.seen.filter((line) => line === `PUT /${bucket}/${key}`).length;
    proxy.plan((seen) => (seen.method === 'PUT' && seen.before === before ? 'reset before' : undefined));
    await expect(store.put(key, 'same', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'exists' });
    expect(await text(key)).toBe('same');
  });

  test('is beaten where the winner has gone when it looks', async () => {
    const key = fresh();
    proxy.plan(({ method, before }) => {
      if (method !== 'PUT') return undefined;
      return before === 0 ? 'reset before' : { answer: 412, code: 'PreconditionFailed' };
    });
    await expect(store.put(key, 'x', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'exists' });
    expect(await store.head(key)).toBeUndefined();
  });

  test('cannot tell whose it is where it may not look', async () => {
    const key = fresh();
    proxy.plan(({ method, before }) => {
      if (method === 'HEAD') return { answer: 403, code: 'AccessDenied' };
      return before === 0 ? 'reset after' : undefined;
    });
    await expect(store.put(key, 'x', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'io' });
  });

  test('looks whether it was carried out where no attempt was answered', async () => {
    const key = fresh();
    proxy.plan(({ method, before }) => {
      if (method !== 'PUT') return undefined;
      return before === 0 ? 'reset after' : 'reset before';
    });
    await store.put(key, 'x', { ifNoneMatch: true });
    expect(await text(key)).toBe('x');
    const never = fresh();
    first(99, 'PUT', 'reset before');
    await expect(store.put(never, 'x', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'io' });
  });

  test('starts again where two puts met', async () => {
    const key = fresh();
    first(2, 'PUT', { answer: 409, code: 'ConditionalRequestConflict' });
    await store.put(key, 'x', { ifNoneMatch: true });
    expect(await text(key)).toBe('x');
    const other = fresh();
    first(99, 'PUT', { answer: 409, code: 'ConditionalRequestConflict' });
    await expect(store.put(other, 'x', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'io' });
  });

  test('lets one of many have it, whatever gets lost', async () => {
    const key = fresh();
    const faults = ['reset after', undefined, 'reset before', undefined] as const;
    proxy.plan(({ before }) => faults[before % faults.length]);
    const names = Array.from({ length: 8 }, (_, index) => `racer ${index}`);
    const outcomes = await Promise.allSettled(names.map((name) => store.put(key, name, { ifNoneMatch: true })));
    const winners = names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    proxy.plan(() => undefined);
    expect(winners).toEqual([await text(key)]);
  });
});

test('an abort ends a pause between attempts, and a request that hangs', async () => {
  const reason = new Error('enough');
  for (const fault of [slowDown, 'hold'] as const) {
    const key = fresh();
    const controller = new AbortController();
    first(99, 'PUT', fault);
    const putting = store.put(key, 'x', { signal: controller.signal });
    await expect.poll(() => proxy.seen.filter((line) => line.endsWith(`/${key}`)).length).toBeGreaterThan(0);
    controller.abort(reason);
    await expect(putting).rejects.toBe(reason);
  }
});

test('no error shows a credential', async () => {
  const { accessKeyId, secretAccessKey } = s3Server();
  const wrong = [
    { accessKeyId: 'AKIANOBODYKNOWSTHIS', secretAccessKey },
    { accessKeyId, secretAccessKey: 'a-secret-that-is-wrong' },
  ];
  for (const credentials of wrong) {
    const locked = await storeIn(`s3://${bucket}`, { credentials });
    const error: unknown = await locked.put('x', 'x').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ObjectStoreError', code: 'io', message: /check the credentials/ as never });
    const shown = inspect(error, { depth: 9, showHidden: true });
    for (const secret of Object.values({ ...credentials, accessKeyId, secretAccessKey }))
      expect(shown).not.toContain(secret);
  }
});
