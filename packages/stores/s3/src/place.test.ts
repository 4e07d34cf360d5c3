import { expect, test } from 'vitest';
import { s3Store } from './index.ts';
import { listingOf, placeOf, rootOf } from './place.ts';

test.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/a/b', { bucket: 'my.bucket-1', prefix: 'a/b/' }],
  ['s3://bucket/a/', { bucket: 'bucket', prefix: 'a/' }],
])('the root %s is a place', (root, place) => {
  expect(rootOf(root)).toEqual(place);
});

test.each([
  'bucket/a',
  'gs://bucket',
  's3://',
  's3://Bucket',
  's3://bucket/../a',
  's3://key:secret@bucket/a',
  's3://bucket//a',
])('the root %s is none', async (root) => {
  await expect(s3Store({ root }).open({ root: '.' })).rejects.toMatchObject({
    name: 'ObjectStoreError',
    code: 'bad-key',
  });
});

test('parts that S3 would refuse are refused', async () => {
  const refused = s3Store({ root: 's3://bucket', partBytes: 1000 }).open({ root: '.' });
  await expect(refused).rejects.toThrow('partBytes: found 1000, expected 5242880 or more');
});

test('a key lies under the root, a URI where it says', () => {
  const root = rootOf('s3://bucket/a');
  expect(placeOf(root, 'b/c')).toEqual({ Bucket: 'bucket', Key: 'a/b/c' });
  expect(placeOf(root, 's3://other/c')).toEqual({ Bucket: 'other', Key: 'c' });
  expect(placeOf(undefined, 's3://other/c')).toEqual({ Bucket: 'other', Key: 'c' });
  expect(listingOf(root, '').keyOf('a/b')).toBe('b');
  expect(listingOf(root, 's3://other/c/').keyOf('c/d')).toBe('s3://other/c/d');
});

test.each(['s3://other', 's3://other/', 's3://other/../c', 's3://other//c', 'gs://other/c'])(
  '%s is no object',
  (uri) => {
    expect(() => placeOf(rootOf('s3://bucket'), uri)).toThrow(/is no object key/);
  },
);

test('a key needs a root', () => {
  expect(() => placeOf(undefined, 'a')).toThrow('"a" is no URI such as s3://bucket/key, and s3Store was given no root');
});
