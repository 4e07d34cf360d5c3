import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../object-store.ts';
import { ObjectStoreError } from '../../object-store.ts';

/** All pieces as one. */
export async function joined(found: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of found) all.push(piece);
  return Buffer.concat(all);
}

/** Says what `getStream` must do. */
export function getStreamSuite({ store, key }: { store: () => ObjectStore; key: (rest: string) => string }): void {
  describe('getStream', () => {
    test.each([0, 5, 3_000_000])('gives %i bytes as they were', async (length) => {
      const content = Uint8Array.from({ length }, (_, index) => (index * 7) % 251);
      await store().put(key('g'), content);
      expect(Buffer.compare(await joined(store().getStream(key('g'))), content)).toBe(0);
    });

    test('says that nothing is there', async () => {
      for (const missing of ['b', 'b/c']) {
        const refused = { name: 'ObjectStoreError', code: 'not-found' };
        await expect(joined(store().getStream(key(missing)))).rejects.toMatchObject(refused);
        await expect(joined(store().getStream(key(missing)))).rejects.toThrow(key(missing));
      }
    });

    test('is stopped by the signal, and may be left early', async () => {
      await store().put(key('g'), new Uint8Array(10_000_000));
      const reason = new Error('enough');
      const controller = new AbortController();
      const reading = (async () => {
        for await (const _ of store().getStream(key('g'), { signal: controller.signal })) controller.abort(reason);
      })();
      await expect(reading).rejects.toBe(reason);
      for await (const piece of store().getStream(key('g'))) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
    });

    test('gives what it began with, or notices that it was replaced', async () => {
      const [before, after] = [1, 2].map((byte) => new Uint8Array(4_000_000).fill(byte)) as [Uint8Array, Uint8Array];
      await store().put(key('g'), before);
      const reading = async () => {
        const found: Uint8Array[] = [];
        for await (const piece of store().getStream(key('g'))) {
          if (found.length === 0) await store().put(key('g'), after);
          found.push(piece);
        }
        return Buffer.compare(Buffer.concat(found), before) === 0 ? 'what it began with' : 'something else';
      };
      const outcome = await reading().catch((error: unknown) =>
        error instanceof ObjectStoreError && error.code === 'io' ? 'noticed' : error,
      );
      expect(['what it began with', 'noticed']).toContain(outcome);
    });
  });
}
