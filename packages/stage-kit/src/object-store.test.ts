import { expect, test } from 'vitest';
import { checkKey, ObjectStoreError } from './object-store.ts';

test.each(['a', 'runs/amer/2026-11-21/0001.json', 'a.b_c=d+e@f-g', '...', 'a/..b', 'x'.repeat(1000)])(
  '%j is a key',
  (key) => {
    expect(() => checkKey(key)).not.toThrow();
  },
);

test.each(['', '/', '/a', 'a/', 'a//b', '.', '..', 'a/../b', './a', 'a b', 'a\\b', 'a\n', 'ä', 'x'.repeat(1001)])(
  '%j is none',
  (key) => {
    expect(() => checkKey(key)).toThrow(ObjectStoreError);
    expect(() => checkKey(key)).toThrow(expect.objectContaining({ code: 'bad-key' }));
  },
);

test('a long key is cut in the message', () => {
  expect(() => checkKey(`${'x'.repeat(200)}/`)).toThrow(`"${'x'.repeat(80)}" is no object key`);
});
