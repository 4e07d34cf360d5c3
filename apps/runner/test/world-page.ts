import { duckdb } from '@lookalikes/engine-duckdb';
import { fileStore } from '@lookalikes/store-file';
import type { NightPage } from '../src/page/page-data.ts';
import { readPage } from '../src/page/read-page.ts';

/** What the page of a night of `amer` shows, read anew from a world as `configText` lays it out. */
export async function readWorldPage(world: string, runDate: string): Promise<NightPage> {
  const store = await fileStore({ root: 'objects' }).open({ root: world });
  const engine = await duckdb({ path: '.lookalikes/amer.duckdb', threads: 1 }).open({ root: world, region: 'amer' });
  try {
    const { signal } = new AbortController();
    const page = await readPage({ region: 'amer', runDate, store, engine, nights: 28, price: null, signal });
    if (page === undefined) throw new Error(`amer/${runDate} is not on record`);
    return page;
  } finally {
    await engine.close();
  }
}
