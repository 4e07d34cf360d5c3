import type { ObjectStore } from '@lookalikes/stage-kit';
import { nightPage } from './night-page.ts';
import type { NightPage } from './page-data.ts';
import { pageKey } from './page-keys.ts';
import type { PageOf } from './read-page.ts';
import { readPage } from './read-page.ts';
import { writeIndex } from './write-index.ts';

/**
 * Writes the page of a night, and the index anew.
 *
 * @param of - the night, and what there is to read it from; `into`: the store that is put into, where it is another
 * @returns what the page shows, and its key; undefined where there is no record of the night
 * @throws what the store throws; the reason of a signal that aborts
 */
export async function writePage({
  into,
  ...of
}: PageOf & { readonly into: ObjectStore }): Promise<{ readonly page: NightPage; readonly key: string } | undefined> {
  const page = await readPage(of);
  if (page === undefined) return undefined;
  const key = pageKey(of.region, of.runDate);
  await into.put(key, nightPage(page));
  await writeIndex(into);
  return { page, key };
}
