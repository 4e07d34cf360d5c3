import { createHash } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '@lookalikes/stage-kit';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { afterEach, expect, test } from 'vitest';
import { access, client, freshBucket, storeIn } from '../test/s3-world.ts';
import { s3Store } from './index.ts';

const [bucket, other] = [await freshBucket(), await freshBucket()];
const sdk = client();

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_ENDPOINT_URL'];
afterEach(() => {
  for (const name of names) delete process.env[name];
});

async function infos(found: AsyncIterable<ObjectInfo>): Promise<ObjectInfo[]> {
  const all: ObjectInfo[] = [];
  for await (const info of found) all.push(info);
  return all;
}

test('lays an object where its key says, with the checksum of the whole', async () => {
  const store = await storeIn(`s3://${bucket}/under`, { partBytes: 5 * 2 ** 20 });
  await store.put('a', 'x');
  expect(store.locate('a')).toBe(`s3://${bucket}/under/a`);
  const small = await sdk.send(new HeadObjectCommand({ Bucket: bucket, Key: 'under/a', ChecksumMode: 'ENABLED' }));
  expect(small.ChecksumSHA256).toBe(createHash('sha256').update('x').digest('base64'));
  await store.putStream(
    'b',
    (async function* () {
      for (let done = 0; done < 11; done++) yield Buffer.alloc(2 ** 20, done);
    })(),
  );
  const large = await sdk.send(new HeadObjectCommand({ Bucket: bucket, Key: 'under/b', ChecksumMode: 'ENABLED' }));
  expect(large).toMatchObject({ ChecksumType: 'FULL_OBJECT', ContentLength: 11 * 2 ** 20 });
  expect(large.ETag).toMatch(/-3"$/);
});

test('takes URIs of any bucket in every call', async () => {
  const store = await storeIn(`s3://${bucket}`);
  const uri = `s3://${other}/a/b`;
  await store.put(uri, 'x');
  expect(Buffer.from(await store.get(uri)).toString()).toBe('x');
  const { version } = (await store.head(uri)) as ObjectInfo;
  expect(await infos(store.list(`s3://${other}/a`))).toEqual([{ key: uri, bytes: 1, version }]);
  expect(await infos(store.list(`s3://${other}`))).toHaveLength(1);
  expect(store.locate(uri)).toBe(uri);
  await store.put(uri, 'y');
  expect((await store.head(uri))?.version).not.toBe(version);
  await store.putStream(uri, (async function* () {})());
  expect(await store.head(uri)).toMatchObject({ key: uri, bytes: 0 });
  await store.delete(uri);
  expect(await store.head(uri)).toBeUndefined();
});

test('passes over what stands for a folder', async () => {
  const store = await storeIn(`s3://${bucket}/folders`);
  await sdk.send(new PutObjectCommand({ Bucket: bucket, Key: 'folders/a/' }));
  await store.put('b', 'x');
  expect((await infos(store.list(''))).map(({ key }) => key)).toEqual(['b']);
});

test('finds credentials, region and endpoint as the SDK does', async () => {
  const { accessKeyId, secretAccessKey, region, endpoint } = s3Server();
  const found = [accessKeyId, secretAccessKey, region, endpoint];
  names.forEach((name, index) => (process.env[name] = found[index]));
  const store = await s3Store({ root: `s3://${bucket}/chain`, forcePathStyle: true }).open({ root: '.' });
  await store.put('a', 'x');
  expect(await store.head('a')).toMatchObject({ bytes: 1 });
});

test('takes credentials from a function', async () => {
  const { credentials } = access();
  let asked = 0;
  const given = () => {
    asked += 1;
    return Promise.resolve(credentials as { accessKeyId: string; secretAccessKey: string });
  };
  const store = await storeIn(`s3://${bucket}`, { credentials: given });
  await store.put('given', 'x');
  expect(asked).toBe(1);
  const none = await storeIn(`s3://${bucket}`, { credentials: () => Promise.reject(new Error('the vault is locked')) });
  await expect(none.put('given', 'x')).rejects.toThrow(/could not put .*the vault is locked/);
});

test('says what to do where there is no such bucket', async () => {
  const store = await storeIn('s3://nobody-has-this-bucket');
  for (const call of [() => store.get('a'), () => store.put('a', 'x'), () => infos(store.list(''))]) {
    await expect(call()).rejects.toMatchObject({ code: 'io' });
    await expect(call()).rejects.toThrow(/NoSuchBucket.*make the bucket, or name another/);
  }
});

test('says that nobody answers', async () => {
  const store = await storeIn('s3://bucket', { endpoint: 'http://127.0.0.1:9', attempts: 1 });
  await expect(store.get('a')).rejects.toMatchObject({ code: 'io', cause: { code: 'ECONNREFUSED' } });
});
