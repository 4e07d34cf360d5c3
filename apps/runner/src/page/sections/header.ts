import { bytes, seconds } from '../../report/format.ts';
import type { Content, Html } from '../html.ts';
import { markup } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { countOr, longDay, money, none, plural } from '../text.ts';
import { facts } from './parts.ts';
import { nightPill } from './statuses.ts';

/** Which night this is, how it ended, and what it came to. */
export function header(page: NightPage): Html {
  const { region, runDate, status, before, price } = page;
  const took = page.seconds ?? sum(page.stages, ({ seconds: of }) => of);
  const known = (values: readonly (number | null)[]): string =>
    values.every((value) => value === null) ? none : countOr(sum(values, (value) => value ?? 0));
  return markup`<header>
<nav aria-label="Nights"><a href="../index.html">All nights</a>${before === null ? null : markup` <a href="${before}.html">The night before</a>`}</nav>
<h1><span class="region">${region}</span> ${longDay(runDate)} ${nightPill(status)}</h1>
<p class="lead">${lead(page)}</p>
${facts(
  [
    ['Segments', countOr(page.segments.length)],
    ['Reach', known(page.segments.map(({ reach }) => reach))],
    ['At the DSP', known(page.segments.map(({ deliveredIds }) => deliveredIds))],
    [
      'Delivered',
      `${countOr(sum(page.segments, (of) => of.rows))} lines, ${bytes(sum(page.segments, (of) => of.bytes))}`,
    ],
    ['Took', seconds(took)],
    ...(price === null ? [] : [['Cost', money(took, price)] as const]),
  ],
  'key',
)}
</header>`;
}

/** The night in a sentence. */
function lead({ segments, status, failure, stages }: NightPage): Content {
  const of = (wanted: PageSegment['status']) => segments.filter((segment) => segment.status === wanted).length;
  const words: readonly (readonly [number, string])[] = [
    [of('delivered'), 'delivered'],
    [of('held'), 'held back'],
    [of('skipped'), 'not trained'],
    [of('ready'), 'not delivered'],
  ];
  const told = words.filter(([n]) => n > 0).map(([n, text]) => `${n} ${text}`);
  const what =
    segments.length === 0
      ? 'Nothing is known of any segment.'
      : `Of ${plural(segments.length, 'segment')} ${told.join(', ') || none}.`;
  if (failure === null) return what;
  const how = { failed: 'failed', held: 'was held back', cancelled: 'was stopped' }[status as string] ?? 'ended';
  return `The night ${how} at ${failure.stage}, after ${plural(stages.length, 'stage')}. ${what}`;
}

function sum<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((total, one) => total + value(one), 0);
}
