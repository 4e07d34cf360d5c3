import type { Html } from '../html.ts';
import type { PageSegment } from '../page-data.ts';
import { countOr, fixedOr } from '../text.ts';
import { chart, colours } from './chart.ts';

/**
 * How the scores of an audience lie: bars tonight, an outline the night before.
 *
 * @param scores - at least one bin
 */
export function scoreHistogram(scores: PageSegment['scores']): Html {
  const [from, to] = [scores[0]!.from, scores.at(-1)!.to];
  const highest = Math.max(1, ...scores.flatMap(({ users, before }) => [users, before]));
  // Stands on the axis at both ends, and at every bin that is left out between.
  const outline = scores.flatMap((bin, at) => {
    const [last, next] = [scores[at - 1], scores[at + 1]];
    return [
      ...(last && meets(last.to, bin.from) ? [] : [{ score: bin.from, users: 0 }]),
      { score: bin.from, users: bin.before },
      { score: bin.to, users: bin.before },
      ...(next && meets(bin.to, next.from) ? [] : [{ score: bin.to, users: 0 }]),
    ];
  });
  const before = scores.some((bin) => bin.before > 0) ? outline : [];
  return chart(
    {
      width: 264,
      height: 110,
      room: [8, 12, 22, 44],
      data: [
        { name: 'bins', values: [...scores] },
        { name: 'before', values: before },
      ],
      scales: [
        { name: 'x', type: 'linear', domain: [from, to], range: 'width', zero: false },
        { name: 'y', type: 'linear', domain: [0, highest], range: 'height', nice: 3 },
      ],
      axes: [
        { orient: 'left', scale: 'y', grid: true, tickCount: 3, format: ',d' },
        { orient: 'bottom', scale: 'x', tickCount: 5, labelFlush: true },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'bins' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'from', offset: 0.5 },
              x2: { scale: 'x', field: 'to', offset: -0.5 },
              y: { scale: 'y', field: 'users' },
              y2: { scale: 'y', value: 0 },
              fill: { value: colours.bar },
            },
          },
        },
        {
          type: 'line',
          from: { data: 'before' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'score' },
              y: { scale: 'y', field: 'users' },
              stroke: { value: colours.other },
              strokeWidth: { value: 1.25 },
            },
          },
        },
      ],
    },
    {
      title: 'Scores of the audience',
      text: `From ${fixedOr(from, 2)} to ${fixedOr(to, 2)}; users by bin: ${scores.map(({ users }) => countOr(users)).join(', ')}`,
    },
  );
}

/** Whether one bin begins where another ends, as far as rounding lets one say. */
const meets = (end: number, begin: number): boolean => Math.abs(begin - end) < 1e-9 * Math.max(1, Math.abs(end));
