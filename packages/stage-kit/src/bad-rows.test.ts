import { expect, it } from 'vitest';
import { allBadRows } from './bad-rows.ts';

it('adds up what was found in parts, by segment where that is known, the worst first', () => {
  expect(allBadRows([])).toEqual({ badRows: 0 });
  expect(allBadRows([{ badRows: 2 }, { badRows: 0 }])).toEqual({ badRows: 2 });
  const parts = [
    {
      badRows: 3,
      segments: [
        { segment: 'b', badRows: 2 },
        { segment: 'a', badRows: 1 },
      ],
    },
    { badRows: 0 },
    {
      badRows: 4,
      segments: [
        { segment: 'c', badRows: 3 },
        { segment: 'a', badRows: 1 },
      ],
    },
  ];
  expect(allBadRows(parts)).toEqual({
    badRows: 7,
    segments: [
      { segment: 'c', badRows: 3 },
      { segment: 'a', badRows: 2 },
      { segment: 'b', badRows: 2 },
    ],
  });
});
