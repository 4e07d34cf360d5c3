import type { Html } from '../html.ts';
import type { NightPage } from '../page-data.ts';
import { countOr, shortDay } from '../text.ts';
import { chart, colours } from './chart.ts';

/**
 * What a source brought, day by day: the last day in colour, and what it usually brings on that day of the week as a line.
 *
 * @param source - has at least one day
 */
export function dailyVolumes({ days, usual }: NightPage['sources'][number]): Html {
  const last = days.length - 1;
  const highest = Math.max(1, usual ?? 0, ...days.map(({ events }) => events));
  const ends = [...new Set([days[0]!.day, days[last]!.day])];
  return chart(
    {
      width: 264,
      height: 72,
      room: [8, 12, 22, 44],
      data: [
        {
          name: 'days',
          values: days.map(({ day, events }, at) => ({ day, events, fill: at === last ? colours.mark : colours.bar })),
        },
        { name: 'usual', values: usual === null ? [] : [{ usual }] },
      ],
      scales: [
        { name: 'x', type: 'band', domain: days.map(({ day }) => day), range: 'width', paddingInner: 0.2 },
        { name: 'y', type: 'linear', domain: [0, highest], range: 'height', nice: 2 },
      ],
      axes: [
        { orient: 'left', scale: 'y', grid: true, tickCount: 2, format: '~s' },
        {
          orient: 'bottom',
          scale: 'x',
          values: ends,
          labelFlush: true,
          encode: { labels: { update: { text: { signal: "utcFormat(toDate(datum.value), '%-d %b')" } } } },
        },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'days' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'day' },
              width: { scale: 'x', band: 1 },
              y: { scale: 'y', field: 'events' },
              y2: { scale: 'y', value: 0 },
              fill: { field: 'fill' },
            },
          },
        },
        {
          type: 'rule',
          from: { data: 'usual' },
          encode: {
            enter: {
              x: { value: 0 },
              x2: { signal: 'width' },
              y: { scale: 'y', field: 'usual' },
              stroke: { value: colours.other },
              strokeDash: { value: [3, 3] },
            },
          },
        },
      ],
    },
    {
      title: 'Events by day',
      text: days.map(({ day, events }) => `${shortDay(day)}: ${countOr(events)}`).join('; '),
    },
  );
}
