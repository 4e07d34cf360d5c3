import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('work is done once for all who ask, and again where it failed', async () => {
  const once = new Once();
  let done = 0;
  const work = () => (++done === 1 ? Promise.reject(new Error('first')) : Promise.resolve(done));
  await expect(Promise.all([once.do('a', work), once.do('a', work)])).rejects.toThrow('first');
  expect(await Promise.all([once.do('a', work), once.do('a', work), once.do('b', work)])).toEqual([2, 2, 3]);
});
