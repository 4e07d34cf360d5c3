import { expect, test } from 'vitest';
import { byScheme } from './by-scheme.ts';
import { ObjectStoreError, parseUri } from './object-store.ts';

test.each([
  ['s3://bucket/a/b', { scheme: 's3', bucket: 'bucket', key: 'a/b' }],
  ['s3://bucket', { scheme: 's3', bucket: 'bucket', key: '' }],
  ['s3://bucket/', { scheme: 's3', bucket: 'bucket', key: '' }],
  ['s3://my.bucket-1/../a\n', { scheme: 's3', bucket: 'my.bucket-1', key: '../a\n' }],
  ['a/b', undefined],
  ['s3:/bucket/a', undefined],
  ['s3://Bucket/a', undefined],
  ['s3://user:secret@bucket/a', undefined],
  ['s3://b/a', undefined],
])('the URI %j has parts', (uri, parts) => {
  expect(parseUri(uri)).toEqual(parts);
});

test('opens nothing until it is opened, and throws what one of its stores throws', async () => {
  const failing = { name: 'failing', open: () => Promise.reject(new ObjectStoreError('io', 'no such place')) };
  const adapter = byScheme(failing, { s3: failing });
  expect(adapter.name).toBe('failing');
  await expect(adapter.open({ root: '.' })).rejects.toThrow('no such place');
});
