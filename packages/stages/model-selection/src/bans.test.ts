import { expect, test } from 'vitest';
import { bansOf } from './bans.ts';

test("a segment's own pixels, and what it or everybody is told", () => {
  const pixels = [
    { segment_id: 'a', pixel_id: 'p2' },
    { segment_id: 'a', pixel_id: 'p1' },
    { segment_id: 'b', pixel_id: 'p3' },
  ];
  const told = [{ token: 'all' }, { segment_id: 'b', token: 'only-b' }, { segment_id: 'a', token: 'p1' }];
  expect([...bansOf(['a', 'b', 'c'], pixels, told)]).toEqual([
    ['a', ['all', 'p1', 'p2']],
    ['b', ['all', 'only-b', 'p3']],
    ['c', ['all']],
  ]);
});
