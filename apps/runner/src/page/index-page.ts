import type { Day, Region } from '@lookalikes/schema';
import { seconds } from '../report/format.ts';
import { document } from './document.ts';
import { markup } from './html.ts';
import type { NightPage } from './page-data.ts';
import { table } from './sections/parts.ts';
import { nightPill } from './sections/statuses.ts';
import { countOr, longDay, none } from './text.ts';

/** A night of the index; figures that nobody recorded are null. */
export interface IndexedNight {
  readonly region: Region;
  readonly runDate: Day;
  /** Null where there is no record of it any more. */
  readonly status: NightPage['status'] | null;
  readonly seconds: number | null;
  readonly segments: number | null;
  readonly held: number | null;
  readonly reach: number | null;
  readonly delivered: number | null;
  /** Where and why it ended early. */
  readonly why: string | null;
}

/**
 * The index of the nights that have a page: the newest first, with what each came to.
 *
 * @example await store.put('pages/index.html', indexPage(nights))
 */
export function indexPage(nights: readonly IndexedNight[]): string {
  const columns = [
    { title: 'Night' },
    { title: 'Region' },
    { title: 'Status', as: 'fill' },
    { title: 'Took', as: 'number wide' },
    { title: 'Segments', as: 'number wide' },
    { title: 'Held', as: 'number' },
    { title: 'Reach', as: 'number' },
    { title: 'At the DSP', as: 'number wide' },
  ];
  const sorted = nights.toSorted(
    (a, b) => b.runDate.localeCompare(a.runDate, 'en') || a.region.localeCompare(b.region, 'en'),
  );
  return document(
    'Nights, Lookalikes',
    markup`<header><h1>Nights</h1><p class="lead">${nights.length === 0 ? 'No night has a page yet.' : `${countOr(nights.length)}, the newest first.`}</p></header>
<main>
<section aria-label="Nights">
<p class="search" hidden><label for="search">Search nights</label><input id="search" type="search" autocomplete="off" spellcheck="false"><output for="search" id="found"></output></p>
${table(
  { caption: 'Nights', columns, sortable: true, as: 'nights' },
  sorted.map((night) => ({
    of: `${night.region}-${night.runDate}`,
    cells: [
      {
        content: markup`<a href="${night.region}/${night.runDate}.html">${night.runDate}<span class="unseen"> ${night.region}</span></a> <small>${longDay(night.runDate).split(',')[0]}</small>`,
        value: night.runDate,
      },
      night.region,
      {
        content: markup`${night.status === null ? none : nightPill(night.status)}${night.why === null ? null : markup` <small>${night.why.slice(0, 160)}</small>`}`,
        value: night.status,
      },
      { content: night.seconds === null ? none : seconds(night.seconds), value: night.seconds },
      { content: countOr(night.segments), value: night.segments },
      { content: countOr(night.held), value: night.held },
      { content: countOr(night.reach), value: night.reach },
      { content: countOr(night.delivered), value: night.delivered },
    ],
  })),
)}
</section>
</main>`,
  );
}
