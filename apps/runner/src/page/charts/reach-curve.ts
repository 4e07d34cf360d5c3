import type { Mark } from 'vega';
import type { Html } from '../html.ts';
import type { PageSegment } from '../page-data.ts';
import { countOr, shortDay } from '../text.ts';
import { chart, colours } from './chart.ts';

const noon = 43_200_000;
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The nights of a reach curve as chart data. */
const pointsOf = (reaches: PageSegment['reaches']) => reaches.map(({ night, reach }) => ({ at: timeOf(night), reach }));

/** From half a day before the first night to half a day after the last. */
const spanOf = (reaches: PageSegment['reaches']): [number, number] => [
  timeOf(reaches[0]!.night) - noon,
  timeOf(reaches.at(-1)!.night) + noon,
];

const textOf = (reaches: PageSegment['reaches']): string =>
  reaches.map(({ night, reach }) => `${shortDay(night)}: ${countOr(reach)}`).join('; ');

const place = { x: { scale: 'x', field: 'at' }, y: { scale: 'y', field: 'reach' } } as const;

/** A line through all nights. */
const line = (colour: string, strokeWidth: number): Mark => ({
  type: 'line',
  from: { data: 'nights' },
  encode: { enter: { ...place, stroke: { value: colour }, strokeWidth: { value: strokeWidth } } },
});

/** A dot a night of some data. */
const dots = (data: string, size: number): Mark => ({
  type: 'symbol',
  from: { data },
  encode: { enter: { ...place, size: { value: size }, fill: { value: colours.mark } } },
});

/**
 * Reach by night, from zero, with the reaches that tonight's guard rail lets pass.
 *
 * @param reaches - at least one
 */
export function reachCurve(reaches: PageSegment['reaches'], rail: PageSegment['rails'][number] | undefined): Html {
  const [from, to] = spanOf(reaches);
  const { lowest = null, highest: most = null } = rail ?? {};
  const band = lowest === null || most === null ? [] : [{ low: Math.max(0, lowest), high: most }];
  const ends = [...new Set([reaches[0]!.night, reaches.at(-1)!.night])].map(timeOf);
  const highest = Math.max(...reaches.map(({ reach }) => reach), ...band.map(({ high }) => high));
  return chart(
    {
      width: 264,
      height: 110,
      room: [8, 12, 22, 44],
      data: [
        { name: 'nights', values: pointsOf(reaches) },
        { name: 'band', values: band },
      ],
      scales: [
        { name: 'x', type: 'utc', domain: [from, to], range: 'width' },
        { name: 'y', type: 'linear', domain: [0, Math.max(1, highest)], range: 'height', nice: 3 },
      ],
      axes: [
        { orient: 'left', scale: 'y', grid: true, tickCount: 3, format: ',d' },
        { orient: 'bottom', scale: 'x', values: ends, format: '%-d %b', labelFlush: true },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'band' },
          encode: {
            enter: {
              x: { value: 0 },
              x2: { signal: 'width' },
              y: { scale: 'y', field: 'high' },
              y2: { scale: 'y', field: 'low' },
              fill: { value: colours.soft },
              fillOpacity: { value: 0.35 },
            },
          },
        },
        line(colours.mark, 1.5),
        dots('nights', 14),
      ],
    },
    { title: 'Reach by night', text: textOf(reaches) },
  );
}

/**
 * The same, small enough for a table's cell, and not from zero: only the shape counts.
 *
 * @param reaches - at least two
 */
export function reachSpark(reaches: PageSegment['reaches']): Html {
  const [from, to] = spanOf(reaches);
  const all = reaches.map(({ reach }) => reach);
  const middle = (Math.max(...all) + Math.min(...all)) / 2;
  // Within a tenth, a line is flat: small numbers would draw mountains.
  const half = Math.max((Math.max(...all) - Math.min(...all)) / 2, middle / 10, 0.5);
  return chart(
    {
      width: 92,
      height: 18,
      room: [3, 4, 3, 4],
      data: [
        { name: 'nights', values: pointsOf(reaches) },
        { name: 'last', values: pointsOf(reaches.slice(-1)) },
      ],
      scales: [
        { name: 'x', type: 'utc', domain: [from + noon, to - noon], range: 'width' },
        { name: 'y', type: 'linear', domain: [middle - half, middle + half], range: 'height', zero: false },
      ],
      marks: [line(colours.other, 1.25), dots('last', 16)],
    },
    { title: 'Reach by night', text: textOf(reaches) },
  );
}
