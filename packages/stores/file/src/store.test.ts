import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreAdapter } from '@lookalikes/stage-kit';
import { byScheme } from '@lookalikes/stage-kit';
import { objectStoreSuite } from '@lookalikes/stage-kit/testing';
import { afterAll, expect, test } from 'vitest';
import { fileStore } from './index.ts';

const root = await mkdtemp(join(tmpdir(), 'lookalikes-store-'));
afterAll(() => rm(root, { recursive: true }));

objectStoreSuite('file', () => fileStore({ root: 'suite' }).open({ root }));

const fresh = async () => {
  const folder = await mkdtemp(join(root, 'own-'));
  return { folder, store: await fileStore({ root: join(folder, 'objects') }).open({ root }) };
};

async function keysOf(list: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of list) keys.push(key);
  return keys;
}

test('lays an object where its key says', async () => {
  const { folder, store } = await fresh();
  await store.put('a/b.txt', 'x');
  expect(await readdir(join(folder, 'objects/a'))).toEqual(['b.txt']);
  expect(store.locate('a/b.txt')).toBe(join(folder, 'objects/a/b.txt'));
});

test('keeps what is unfinished out of sight, out of reach, and not for long', async () => {
  const { folder, store } = await fresh();
  async function* source() {
    yield new Uint8Array(10);
    expect(await readdir(join(folder, 'objects/.incoming'))).toHaveLength(1);
    expect(await keysOf(store.list(''))).toEqual([]);
  }
  await store.putStream('a', source());
  expect(await readdir(join(folder, 'objects/.incoming'))).toEqual([]);
  expect(await keysOf(store.list(''))).toEqual(['a']);
  await expect(store.put('.incoming/x', 'x')).rejects.toMatchObject({ code: 'bad-key' });
  await expect(store.get('.incoming')).rejects.toMatchObject({ code: 'bad-key' });
  expect(await keysOf(store.list('.incoming/'))).toEqual([]);
});

test('refuses symbolic links that lead out of the root, in every call', async () => {
  const { folder, store } = await fresh();
  await mkdir(join(folder, 'outside'));
  await writeFile(join(folder, 'outside/secret'), 'x');
  await symlink(join(folder, 'outside'), join(folder, 'objects/out'));
  await symlink(join(folder, 'outside/secret'), join(folder, 'objects/file'));
  const refused = { name: 'ObjectStoreError', code: 'bad-key' };
  for (const key of ['out/secret', 'file', 'out/new/deep']) {
    await expect(store.get(key)).rejects.toMatchObject(refused);
    await expect(store.put(key, 'y')).rejects.toMatchObject(refused);
    await expect(store.head(key)).rejects.toMatchObject(refused);
    await expect(store.delete(key)).rejects.toMatchObject(refused);
  }
  await expect(keysOf(store.list('out/'))).rejects.toMatchObject(refused);
  await expect(keysOf(store.list(''))).rejects.toMatchObject(refused);
  expect(await readdir(join(folder, 'outside'))).toEqual(['secret']);
});

test('follows symbolic links within the root, and a root that is one', async () => {
  const { folder, store } = await fresh();
  await store.put('real/a', 'x');
  await symlink(join(folder, 'objects/real'), join(folder, 'objects/alias'));
  expect(await keysOf(store.list(''))).toEqual(['alias/a', 'real/a']);
  await symlink(join(folder, 'objects'), join(folder, 'link'));
  const linked = await fileStore({ root: join(folder, 'link') }).open({ root });
  await linked.put('real/b', 'y');
  expect(await keysOf(store.list('real/'))).toEqual(['real/a', 'real/b']);
});

test('says what the file system said where it fails', async () => {
  const { folder, store } = await fresh();
  await store.put('a', 'x');
  const under = store.put('a/b', 'y');
  await expect(under).rejects.toMatchObject({
    name: 'ObjectStoreError',
    code: 'io',
    cause: { code: expect.any(String) as string },
  });
  await expect(under).rejects.toThrow(/a\/b/);
  await expect(store.put('x'.repeat(300), 'y')).rejects.toMatchObject({ code: 'io', cause: { code: 'ENAMETOOLONG' } });
  await expect(store.head('x'.repeat(300))).rejects.toMatchObject({ code: 'io' });
  await expect(store.get('x'.repeat(300))).rejects.toMatchObject({ code: 'io' });
  await expect(store.delete('x'.repeat(300))).rejects.toMatchObject({ code: 'io' });
  await expect(keysOf(store.list(`${'x'.repeat(300)}/`))).rejects.toMatchObject({ code: 'io' });
  await writeFile(join(folder, 'taken'), '');
  await expect(fileStore({ root: join(folder, 'taken') }).open({ root })).rejects.toMatchObject({ code: 'io' });
  expect(await readdir(join(folder, 'objects/.incoming'))).toEqual([]);
});

test('a store by scheme is two stores: keys go to one, URIs to the other', async () => {
  const { folder, store } = await fresh();
  const place = { root: folder };
  const both = await byScheme(fileStore({ root: 'objects' }), { s3: atBucket('elsewhere') }).open(place);
  await both.put('a', 'mine');
  await both.put('s3://bucket/a', 'other');
  expect(both.name).toBe('file');
  expect(Buffer.from(await store.get('a')).toString()).toBe('mine');
  expect(Buffer.from(await both.get('s3://bucket/a')).toString()).toBe('other');
  expect(await readdir(join(folder, 'elsewhere/bucket'))).toEqual(['a']);
  expect(await both.head('s3://bucket/a')).toMatchObject({ bytes: 5 });
  expect(await keysOf(both.list('s3://bucket/'))).toEqual(['bucket/a']);
  expect(await keysOf(both.list(''))).toEqual(['a']);
  expect(both.locate('s3://bucket/a')).toBe(join(folder, 'elsewhere/bucket/a'));
  for await (const piece of both.getStream('a')) expect(Buffer.from(piece).toString()).toBe('mine');
  await both.putStream('s3://bucket/b', both.getStream('a'));
  await both.delete('s3://bucket/a');
  expect(await readdir(join(folder, 'elsewhere/bucket'))).toEqual(['b']);
  await expect(both.get('gs://bucket/a')).rejects.toThrow(/is no object key.*a URI needs a store that speaks it/);
});

/** A folder that takes URIs: a bucket is a folder in it. */
function atBucket(folder: string): StoreAdapter {
  return {
    name: 'buckets',
    open: async (place) => {
      const store = await fileStore({ root: folder }).open(place);
      const plain = (key: string) => key.replace(/^s3:\/\//, '');
      return {
        name: 'buckets',
        get: (key, cancel) => store.get(plain(key), cancel),
        getStream: (key, cancel) => store.getStream(plain(key), cancel),
        put: (key, content, options) => store.put(plain(key), content, options),
        putStream: (key, pieces, cancel) => store.putStream(plain(key), pieces, cancel),
        list: (prefix, cancel) => store.list(plain(prefix), cancel),
        head: (key, cancel) => store.head(plain(key), cancel),
        delete: (key, cancel) => store.delete(plain(key), cancel),
        locate: (key) => store.locate(plain(key)),
      };
    },
  };
}
