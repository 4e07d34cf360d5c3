import { bytes, seconds } from '../../report/format.ts';
import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage } from '../page-data.ts';
import { slugOf } from '../slugs.ts';
import { countOr, money, percent } from '../text.ts';
import { table } from './parts.ts';

/** What each segment cost: its share of the night's time, and what was delivered of it. */
export function costs({ segments, stages, price }: NightPage): Html | null {
  const all = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  if (segments.length === 0 || all === 0) return null;
  const columns = [
    { title: 'Segment', as: 'fill' },
    { title: 'Time', as: 'number' },
    { title: 'Share', as: 'number' },
    { title: 'Lines', as: 'number wide' },
    { title: 'Bytes', as: 'number wide' },
    ...(price === null ? [] : [{ title: 'Cost', as: 'number' }]),
  ];
  return markup`<section aria-labelledby="cost"><h2 id="cost">Cost by segment</h2>
<p class="note">Segments are worked on together. The time of model-selection is split by the passes that their candidates took, that of sync by the lines delivered, that of other stages evenly${price === null ? null : markup`; an hour costs ${money(3600, price)}`}.</p>
${table(
  { caption: 'Cost by segment', columns, sortable: true },
  segments.map((segment) => ({
    of: slugOf(segment),
    cells: [
      { content: name(segment.name, 80), value: segment.name.slice(0, 80) },
      { content: seconds(segment.seconds), value: segment.seconds },
      { content: percent(segment.seconds / all), value: segment.seconds },
      { content: countOr(segment.rows), value: segment.rows },
      { content: bytes(segment.bytes), value: segment.bytes },
      ...(price === null ? [] : [{ content: money(segment.seconds, price), value: segment.seconds }]),
    ],
  })),
)}
</section>`;
}
