import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { getVerified } from './get-verified.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

/** A store of one object, in memory: enough of the port to get from. */
function storeOf(key: string, content: Uint8Array): ObjectStore {
  const get = async (asked: string) => {
    if (asked === 'broken') throw new ObjectStoreError('io', 'disk on fire');
    if (asked !== key) throw new ObjectStoreError('not-found', `nothing under ${asked}`);
    return content;
  };
  return { get, locate: (asked: string) => `memory:${asked}` } as unknown as ObjectStore;
}

const content = new TextEncoder().encode('weights');
const sha256 = createHash('sha256').update(content).digest('hex');
const store = storeOf('models/a', content);

describe('getVerified', () => {
  it('gives what was written', async () => {
    expect(await getVerified(store, { key: 'models/a', sha256, of: 'the artifact' })).toEqual(content);
  });

  it('refuses another content, naming both sums and the place', async () => {
    const other = sha256.replaceAll(/[0-9]/g, '0');
    await expect(getVerified(store, { key: 'models/a', sha256: other, of: 'the artifact' })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(
        new RegExp(`^the artifact, memory:models/a, has sha256 ${sha256}, expected ${other}`),
      ),
    });
  });

  it('says that what is named is gone, and leaves other failures alone', async () => {
    await expect(getVerified(store, { key: 'models/b', sha256, of: 'the artifact' })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('the artifact, memory:models/b, is gone'),
      cause: expect.objectContaining({ code: 'not-found' }),
    });
    await expect(getVerified(store, { key: 'broken', sha256, of: 'the artifact' })).rejects.toMatchObject({
      code: 'io',
    });
  });
});
