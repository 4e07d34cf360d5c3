import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectInfo, ObjectStore } from '../object-store.ts';
import { getStreamSuite, joined } from './object-store/get-stream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** What every store says of an object. */
type Found = Pick<ObjectInfo, 'key' | 'bytes'>;

async function collect(found: AsyncIterable<ObjectInfo>): Promise<Found[]> {
  const all: Found[] = [];
  for await (const { key, bytes: size } of found) all.push({ key, bytes: size });
  return all;
}

const attacks = [
  '', '/', '.', '..', '../x', 'a/../x', 'a/..', '/etc/x', 'a//b', 'a/', '/a', './a', 'a/./b', 'a\\b', '..\\x', 'C:\\x', 'a\0b', 'a\nb',
  'a b', '%2e%2e/x', 'é', 'a?b', 'a*b', `${'a/'.repeat(5000)}a`, 'a'.repeat(10_000),
]; // prettier-ignore

/**
 * Says what every call of the ObjectStore port must do, as vitest suites: an adapter's own test is this and what only it
 * can do.
 *
 * It works under a prefix of its own and cleans up behind it, so that it can run against a store that keeps its data.
 *
 * @param name - for the report
 * @param open - opens a store; called once
 * @example objectStoreSuite('file', () => fileStore({ root: 'objects' }).open({ root }));
 */
export function objectStoreSuite(name: string, open: () => Promise<ObjectStore>): void {
  describe(`ObjectStore: ${name}`, () => {
    let store: ObjectStore;
    let place = '';
    beforeAll(async () => {
      store = await open();
    });
    const key = (rest: string): string => {
      place ||= `suite-${randomBytes(6).toString('hex')}`;
      return `${place}/${rest}`;
    };
    afterEach(async () => {
      for (const info of await collect(store.list(key('')))) await store.delete(info.key);
      expect(await collect(store.list(key('')))).toEqual([]);
      place = '';
    });

    test('says what it is, and where an object lies', () => {
      expect(store.name).toMatch(/\S/);
      expect(store.locate(key('a/b.txt'))).toContain(key('a/b.txt'));
    });

    describe('put and get', () => {
      test.each([
        { what: 'nothing', content: new Uint8Array(0) },
        { what: 'bytes', content: Uint8Array.from({ length: 70_000 }, (_, index) => index % 256) },
        { what: 'part of a buffer', content: bytes('0123456789').subarray(3, 5) },
      ])('give back $what as it was', async ({ content }) => {
        await store.put(key('a/b.bin'), content);
        expect(Buffer.compare(await store.get(key('a/b.bin')), content)).toBe(0);
        expect(await store.head(key('a/b.bin'))).toMatchObject({ key: key('a/b.bin'), bytes: content.byteLength });
      });

      test('take a text as UTF-8', async () => {
        await store.put(key('text'), 'Größe 😀\n');
        expect(await store.get(key('text'))).toEqual(expect.objectContaining({ length: bytes('Größe 😀\n').length }));
        expect(textOf(await store.get(key('text')))).toBe('Größe 😀\n');
      });

      test('take every character a key may have', async () => {
        const odd = key('date=2026-11-21/A-z_0.9+@x/.hidden/part-0001.tsv.gz');
        await store.put(odd, 'x');
        expect(textOf(await store.get(odd))).toBe('x');
        expect(await collect(store.list(key('')))).toEqual([{ key: odd, bytes: 1 }]);
      });

      test('put in place of what was there', async () => {
        await store.put(key('a'), 'a longer text');
        await store.put(key('a'), 'short');
        expect(textOf(await store.get(key('a')))).toBe('short');
      });

      test('never show half an object', async () => {
        const whole = ['x', 'y'].map((letter) => letter.repeat(200_000));
        await store.put(key('a'), whole[0] as string);
        const writing = (async () => {
          for (let round = 0; round < 10; round++) await store.put(key('a'), whole[round % 2] as string);
        })();
        for (let round = 0; round < 10; round++) expect(whole).toContain(textOf(await store.get(key('a'))));
        await writing;
      });

      test('say that nothing is there', async () => {
        await store.put(key('folder/a'), 'x');
        for (const missing of ['b', 'folder', 'folder/a/b', 'folder/ab']) {
          await expect(store.get(key(missing))).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'not-found' });
          await expect(store.get(key(missing))).rejects.toThrow(key(missing));
          expect(await store.head(key(missing))).toBeUndefined();
        }
      });
    });

    getStreamSuite({ store: () => store, key });

    describe('put only where nothing is', () => {
      test('refuses what is there, and keeps it', async () => {
        await store.put(key('lock'), 'first', { ifNoneMatch: true });
        const second = store.put(key('lock'), 'second', { ifNoneMatch: true });
        await expect(second).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'exists' });
        await expect(second).rejects.toThrow(key('lock'));
        expect(textOf(await store.get(key('lock')))).toBe('first');
        await store.delete(key('lock'));
        await store.put(key('lock'), 'third', { ifNoneMatch: true });
        expect(textOf(await store.get(key('lock')))).toBe('third');
      });

      test('lets one of many have it', async () => {
        const names = Array.from({ length: 20 }, (_, index) => `racer ${index}`);
        const outcomes = await Promise.allSettled(
          names.map((racer) => store.put(key('lock'), racer, { ifNoneMatch: true })),
        );
        const winners = names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
        expect(winners).toEqual([textOf(await store.get(key('lock')))]);
        const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(losers.map(({ reason }) => (reason as { code: string }).code)).toEqual(
          Array.from({ length: 19 }, () => 'exists'),
        );
      });
    });

    describe('putStream', () => {
      test('puts the pieces one after the other, counts and hashes them', async () => {
        const parts = [bytes('one '), new Uint8Array(0), bytes('two '), new Uint8Array(300_000).fill(7)];
        const whole = Buffer.concat(parts);
        const stored = await store.putStream(key('s/big'), pieces(...parts));
        expect(stored).toEqual({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
        expect(Buffer.compare(await store.get(key('s/big')), whole)).toBe(0);
      });

      test('puts no pieces as an empty object', async () => {
        expect(await store.putStream(key('empty'), pieces())).toMatchObject({ bytes: 0 });
        expect(await store.head(key('empty'))).toMatchObject({ key: key('empty'), bytes: 0 });
      });

      test('throws what its source throws, and changes nothing', async () => {
        await store.put(key('kept'), 'as it was');
        const reason = new Error('the source broke');
        async function* broken() {
          yield bytes('half of');
          throw reason;
        }
        await expect(store.putStream(key('kept'), broken())).rejects.toBe(reason);
        await expect(store.putStream(key('new'), broken())).rejects.toBe(reason);
        expect(textOf(await store.get(key('kept')))).toBe('as it was');
        expect(await collect(store.list(key('')))).toEqual([{ key: key('kept'), bytes: 9 }]);
      });

      test('stops where the signal aborts, though its source hangs, and leaves nothing', async () => {
        const reason = new Error('enough');
        const controller = new AbortController();
        async function* hanging() {
          yield bytes('half of');
          controller.abort(reason);
          await new Promise(() => undefined);
        }
        await expect(store.putStream(key('s'), hanging(), { signal: controller.signal })).rejects.toBe(reason);
        expect(await collect(store.list(key('')))).toEqual([]);
      });

      test('ends its source where the signal aborts', async () => {
        const reason = new Error('enough');
        const controller = new AbortController();
        let ended = false;
        async function* endless() {
          try {
            for (;;) {
              yield bytes('more');
              controller.abort(reason);
            }
          } finally {
            ended = true;
          }
        }
        await expect(store.putStream(key('s'), endless(), { signal: controller.signal })).rejects.toBe(reason);
        await expect.poll(() => ended).toBe(true);
      });
    });

    describe('list', () => {
      test('gives what starts with the prefix, by key', async () => {
        const keys = ['a/b', 'a-b', 'a', 'ab/c/d', 'ab/c.d', 'ab/c', 'b'].map((rest) => key(`l/${rest}x`));
        for (const each of keys) await store.put(each, each);
        const found = await collect(store.list(key('l/')));
        expect(found).toEqual(keys.toSorted().map((each) => ({ key: each, bytes: each.length })));
        const under = async (prefix: string) => (await collect(store.list(key(prefix)))).map((info) => info.key);
        expect(await under('l/ab/')).toEqual([key('l/ab/c.dx'), key('l/ab/c/dx'), key('l/ab/cx')].toSorted());
        expect(await under('l/ab/c')).toHaveLength(3);
        expect(await under('l/a')).toHaveLength(6);
        expect(await under('l/nothing')).toEqual([]);
        expect(await under('nothing/at/all/')).toEqual([]);
      });

      test('is complete without a prefix', async () => {
        await store.put(key('x'), 'x');
        const found = await collect(store.list(''));
        expect(found).toContainEqual({ key: key('x'), bytes: 1 });
        expect(found.map((info) => info.key)).toEqual(found.map((info) => info.key).toSorted());
      });

      test('gives many', async () => {
        const keys = Array.from({ length: 1_100 }, (_, index) => key(`many/${index}`));
        for (let from = 0; from < keys.length; from += 50) {
          await Promise.all(keys.slice(from, from + 50).map((each) => store.put(each, '')));
        }
        expect((await collect(store.list(key('many/')))).map((info) => info.key)).toEqual(keys.toSorted());
      });
    });

    test('delete removes one object, and nothing is as good', async () => {
      await store.put(key('d/a'), 'x');
      await store.put(key('d/ab'), 'x');
      await store.delete(key('d/a'));
      await store.delete(key('d/a'));
      await store.delete(key('d'));
      await store.delete(key('never/was'));
      expect((await collect(store.list(key('')))).map((info) => info.key)).toEqual([key('d/ab')]);
    });

    test.each(attacks.map((attack) => ({ attack, shown: JSON.stringify(attack).slice(0, 30) })))(
      'refuses the key $shown in every call',
      async ({ attack }) => {
        const refused = { name: 'ObjectStoreError', code: 'bad-key' };
        await expect(store.get(attack)).rejects.toMatchObject(refused);
        await expect(joined(store.getStream(attack))).rejects.toMatchObject(refused);
        await expect(store.put(attack, 'x')).rejects.toMatchObject(refused);
        await expect(store.putStream(attack, pieces(bytes('x')))).rejects.toMatchObject(refused);
        await expect(store.head(attack)).rejects.toMatchObject(refused);
        await expect(store.delete(attack)).rejects.toMatchObject(refused);
        expect(() => store.locate(attack)).toThrow(expect.objectContaining(refused) as Error);
      },
    );

    test.each(['../', '/', 'a/../b', '..', 'a\\', 'a\0', './'])('refuses the prefix %j', async (prefix) => {
      await expect(collect(store.list(prefix))).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'bad-key' });
    });

    test('throws the reason of a signal that was aborted before', async () => {
      const reason = new Error('too late');
      const cancel = { signal: AbortSignal.abort(reason) };
      await expect(store.put(key('a'), 'x', cancel)).rejects.toBe(reason);
      await expect(store.putStream(key('a'), pieces(bytes('x')), cancel)).rejects.toBe(reason);
      await expect(store.get(key('a'), cancel)).rejects.toBe(reason);
      await expect(joined(store.getStream(key('a'), cancel))).rejects.toBe(reason);
      await expect(store.head(key('a'), cancel)).rejects.toBe(reason);
      await expect(collect(store.list(key(''), cancel))).rejects.toBe(reason);
      await expect(store.delete(key('a'), cancel)).rejects.toBe(reason);
      expect(await collect(store.list(key('')))).toEqual([]);
    });

    test('puts a large object whole or, aborted on the way, not at all', async () => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const putting = store.put(key('large'), new Uint8Array(50_000_000), { signal: controller.signal });
      controller.abort(reason);
      await expect(putting).rejects.toBe(reason);
      expect(await collect(store.list(key('')))).toEqual([]);
    });
  });
}
