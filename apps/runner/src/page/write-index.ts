import type { Day, Region } from '@lookalikes/schema';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { heldSegments, Journal } from '@lookalikes/stage-kit';
import { stagesDone } from '../night/done.ts';
import { segmentFigures } from '../report/segments.ts';
import type { IndexedNight } from './index-page.ts';
import { indexPage } from './index-page.ts';
import { indexKey, nightOfKey, pagesPrefix } from './page-keys.ts';

/** So many nights of a region at most are in the index, the newest; the pages of others stay. */
const mostNights = 62;

/** So many nights are read at once. */
const atOnce = 16;

/** So often it is written at most; every time but the first because another region's run put a page meanwhile. */
const mostTimes = 5;

/**
 * Writes the index of the nights that have a page. Two regions may write it at once: whoever has written it looks whether there are
 * other pages by then, and if so writes it again. So the last to write it has seen every page.
 *
 * @throws what the store throws
 */
export async function writeIndex(store: ObjectStore): Promise<void> {
  let listed = await nightsWithPage(store);
  for (let times = 0; times < mostTimes; times++) {
    await store.put(indexKey, indexPage(await readNights(store, listed)));
    const now = await nightsWithPage(store);
    if (now.length === listed.length && now.every((night, at) => nameOf(night) === nameOf(listed[at]!))) return;
    listed = now;
  }
}

interface NightWithPage {
  readonly region: Region;
  readonly runDate: Day;
}

const nameOf = ({ region, runDate }: NightWithPage): string => `${region}/${runDate}`;

/** The newest nights of each region that have a page. */
async function nightsWithPage(store: ObjectStore): Promise<NightWithPage[]> {
  const found: NightWithPage[] = [];
  for await (const { key } of store.list(pagesPrefix)) {
    const night = nightOfKey(key);
    if (night) found.push(night);
  }
  const byRegion = [...Map.groupBy(found, ({ region }) => region).values()];
  return byRegion.flatMap((nights) => nights.toSorted((a, b) => (a.runDate < b.runDate ? 1 : -1)).slice(0, mostNights));
}

async function readNights(store: ObjectStore, nights: readonly NightWithPage[]): Promise<IndexedNight[]> {
  const read: IndexedNight[] = [];
  for (let from = 0; from < nights.length; from += atOnce) {
    read.push(...(await Promise.all(nights.slice(from, from + atOnce).map((night) => readNight(store, night)))));
  }
  return read;
}

/** What the newest attempt at a night came to. */
async function readNight(store: ObjectStore, { region, runDate }: NightWithPage): Promise<IndexedNight> {
  const attempts = await new Journal(store).attempts(region, runDate);
  const last = attempts.at(-1);
  const stages = [...stagesDone(attempts).values()];
  const segments = segmentFigures(stages);
  const sum = (values: readonly unknown[]): number | null => {
    const numbers = values.filter((value) => typeof value === 'number');
    return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0);
  };
  return {
    region,
    runDate,
    status: last?.status ?? null,
    seconds: last?.seconds ?? null,
    segments: segments.length === 0 ? null : segments.length,
    held: stages.length === 0 ? null : heldSegments({ stages }).length,
    reach: sum(segments.map(({ reach }) => reach)),
    delivered: sum(segments.map(({ deliveredIds }) => deliveredIds)),
    why: last?.failure ? `${last.failure.stage}: ${last.failure.message}` : null,
  };
}
