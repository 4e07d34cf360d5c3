import type { Html } from '../html.ts';
import type { PageSegment } from '../page-data.ts';
import { percent } from '../text.ts';
import { chart, colours } from './chart.ts';

/**
 * Chances that the model gives, and the shares that fired: on the diagonal a chance is what it says. The whiskers are two standard
 * errors of a count. Both axes are of square roots, as most chances are small.
 *
 * @param bins - at least one
 */
export function calibrationPlot(bins: PageSegment['calibration']): Html {
  const points = bins.map(({ users, chance, rate, fires }) => ({
    chance,
    rate,
    low: Math.max(0, (fires - 2 * Math.sqrt(fires)) / users),
    high: Math.min(1, (fires + 2 * Math.sqrt(Math.max(1, fires))) / users),
  }));
  const highest = Math.min(
    1,
    Math.max(...points.map(({ chance }) => chance), ...points.map(({ rate }) => rate)) * 1.15,
  );
  const domain = [0, highest];
  const ticks = [0, highest / 9, (highest * 4) / 9, highest].map((tick) => Number(tick.toPrecision(1)));
  const values = [...new Set(ticks)].filter((tick) => tick <= highest);
  return chart(
    {
      width: 264,
      height: 110,
      room: [8, 12, 22, 44],
      data: [
        { name: 'bins', values: points },
        { name: 'diagonal', values: [{ at: 0 }, { at: highest }] },
      ],
      scales: [
        { name: 'x', type: 'sqrt', domain, range: 'width', clamp: true },
        { name: 'y', type: 'sqrt', domain, range: 'height', clamp: true },
      ],
      axes: [
        { orient: 'left', scale: 'y', grid: true, values, format: '.1~%' },
        { orient: 'bottom', scale: 'x', values, format: '.1~%', labelFlush: true },
      ],
      marks: [
        {
          type: 'line',
          from: { data: 'diagonal' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'at' },
              y: { scale: 'y', field: 'at' },
              stroke: { value: colours.other },
              strokeDash: { value: [3, 3] },
            },
          },
        },
        {
          type: 'rule',
          from: { data: 'bins' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'chance' },
              y: { scale: 'y', field: 'low' },
              y2: { scale: 'y', field: 'high' },
              stroke: { value: colours.bar },
              strokeWidth: { value: 1.5 },
            },
          },
        },
        {
          type: 'symbol',
          from: { data: 'bins' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'chance' },
              y: { scale: 'y', field: 'rate' },
              size: { value: 28 },
              fill: { value: colours.mark },
            },
          },
        },
      ],
    },
    {
      title: 'Chances and what came of them',
      text: bins.map(({ chance, rate }) => `of ${percent(chance)}, ${percent(rate)} fired`).join('; '),
    },
  );
}
