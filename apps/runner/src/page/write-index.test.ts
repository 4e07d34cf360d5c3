import { fileStore } from '@lookalikes/store-file';
import { expect, it } from 'vitest';
import { newFolder } from '../../test/world.ts';
import { indexKey, nightOfKey, pageKey } from './page-keys.ts';
import { writeIndex } from './write-index.ts';

it('tells pages from whatever else lies there', () => {
  expect(nightOfKey(pageKey('emeaApac', '2026-11-21'))).toEqual({ region: 'emeaApac', runDate: '2026-11-21' });
  for (const key of [indexKey, 'pages/mars/2026-11-21.html', 'pages/amer/today.html', 'x/pages/amer/2026-11-21.html'])
    expect(nightOfKey(key)).toBeUndefined();
});

it('misses no page, however many regions write it at once', async () => {
  const root = newFolder();
  const put = async (region: 'amer' | 'emeaApac', runDate: string): Promise<void> => {
    const store = await fileStore({ root: 'objects' }).open({ root });
    await store.put(pageKey(region, runDate), 'a page');
    await writeIndex(store);
  };
  const store = await fileStore({ root: 'objects' }).open({ root });
  for (let day = 10; day < 30; day++) {
    await Promise.all([put('amer', `2026-11-${day}`), put('emeaApac', `2026-11-${day}`)]);
    const index = new TextDecoder().decode(await store.get(indexKey));
    expect(index.match(/href="[^"]*"/g)).toHaveLength(2 * (day - 9));
  }
});
