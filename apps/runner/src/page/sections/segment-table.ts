import { reachSpark } from '../charts/reach-curve.ts';
import type { Content, Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { slugOf } from '../slugs.ts';
import { countOr, fixedOr, none, signed, signedShare } from '../text.ts';
import type { Cell } from './parts.ts';
import { table } from './parts.ts';
import { segmentPill } from './statuses.ts';

/** Every segment, a line each: sorted and searched by the page's script. */
export function segmentTable({ segments }: NightPage): Html | null {
  if (segments.length === 0) return null;
  const columns = [
    { title: 'Segment', as: 'fill' },
    { title: 'Status' },
    { title: 'Seeds', as: 'number wide' },
    { title: 'AUC', as: 'number' },
    { title: markup`Lift at 5 %`, as: 'number wide' },
    { title: 'Reach', as: 'number' },
    { title: 'Change', as: 'number' },
    { title: 'At the DSP', as: 'number wide' },
    { title: 'Lately', as: 'wide spark' },
  ];
  return markup`<section aria-labelledby="segments"><h2 id="segments">Segments</h2>
<p class="search" hidden><label for="search">Search segments</label><input id="search" type="search" autocomplete="off" spellcheck="false"><output for="search" id="found"></output></p>
${table({ caption: 'Segments of the night', columns, sortable: true, as: 'segments' }, segments.map(rowOf))}
</section>`;
}

function rowOf(segment: PageSegment) {
  const { id, seeds, reach, deliveredIds, reaches, status } = segment;
  const validation = segment.evaluations.find(({ on }) => on === 'validation');
  const cells: readonly Cell[] = [
    {
      content: markup`<a href="#${slugOf(segment)}">${name(segment.name, 80)}</a> <small>${name(id, 24)}</small>`,
      value: segment.name.slice(0, 80),
    },
    { content: segmentPill(status), value: status },
    { content: countOr(seeds), value: seeds },
    { content: fixedOr(validation?.auc ?? null, 3), value: validation?.auc ?? null },
    { content: fixedOr(validation?.liftAt5 ?? null, 1), value: validation?.liftAt5 ?? null },
    { content: countOr(reach), value: reach },
    { content: changeText(segment), value: shareOf(segment) },
    { content: countOr(deliveredIds), value: deliveredIds },
    { content: reaches.length > 1 ? reachSpark(reaches) : none, value: shareLately(reaches) },
  ];
  return { cells, of: slugOf(segment) };
}

/** By what part of the reach of the night before the reach is another; null without the two. */
const shareOf = ({ reach, reachBefore }: PageSegment): number | null =>
  reach === null || reachBefore === null || reachBefore === 0 ? null : reach / reachBefore - 1;

/** The change of reach, as a count and a share. */
export function changeText(segment: PageSegment): Content {
  const { reach, reachBefore } = segment;
  const share = shareOf(segment);
  if (share === 0) return signed(0);
  if (share !== null) return markup`${signed(reach! - reachBefore!)} <small>${signedShare(share)}</small>`;
  return reach !== null && segment.change?.kind === 'new' ? 'new' : none;
}

const shareLately = (reaches: PageSegment['reaches']): number | null =>
  reaches.length > 1 ? reaches.at(-1)!.reach / Math.max(1, reaches[0]!.reach) - 1 : null;
