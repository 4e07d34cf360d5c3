import { dailyVolumes } from '../charts/daily-volumes.ts';
import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage } from '../page-data.ts';
import { countOr, plural, shortDay, signedShare } from '../text.ts';
import { figure, table } from './parts.ts';

type Source = NightPage['sources'][number];

/** How fresh and how whole what came in is: each source day by day, and the metadata. */
export function inputs({ sources, metadata }: NightPage): Html | null {
  if (sources.length === 0 && metadata.length === 0) return null;
  return markup`<section aria-labelledby="inputs"><h2 id="inputs">Inputs</h2>
<div class="charts">${sources.map((source) =>
    figure(
      markup`${name(source.source, 40)} <small>${freshness(source)}</small>`,
      dailyVolumes(source),
      table(
        { caption: 'Events by day', columns: [{ title: 'Day' }, { title: 'Events', as: 'number' }] },
        source.days.toReversed().map(({ day, events }) => ({ cells: [shortDay(day), countOr(events)] })),
      ),
    ),
  )}</div>
${metadata.map(({ what, rows, rejected }) => markup`<p>Metadata: ${plural(rows, 'row')} of ${what}, of which ${countOr(rejected)} were set aside.</p>`)}
</section>`;
}

/** When the last events are of, how many, against what is usual; and how many days have none. */
function freshness({ days, usual }: Source): string {
  const newest = days.findLast(({ events }) => events > 0);
  const last = days.at(-1);
  if (newest === undefined || last === undefined) return 'nothing came in';
  const silent = days.filter(({ events }) => events === 0).length;
  const parts = [
    newest.day === last.day
      ? `${countOr(last.events)} events on ${shortDay(last.day)}`
      : `silent since ${shortDay(newest.day)}`,
    ...(usual === null || usual === 0
      ? []
      : [`${signedShare(last.events / usual - 1)} of the usual ${countOr(usual)}`]),
    ...(silent === 0 ? [] : [`${plural(silent, 'day')} of ${days.length} without any`]),
  ];
  return parts.join('; ');
}
