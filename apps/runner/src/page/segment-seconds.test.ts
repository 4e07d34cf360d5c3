import { expect, it } from 'vitest';
import { segmentSeconds } from './segment-seconds.ts';

const work = [
  { id: 'a', epochs: 30, reach: 100, lines: 300 },
  { id: 'b', epochs: 10, reach: 50, lines: 100 },
  { id: 'c', epochs: 0, reach: 0, lines: 0 },
];

it('splits each stage by what its work goes by, and loses nothing', () => {
  const of = (stage: string) => [...segmentSeconds([{ stage, seconds: 12 }], work).values()];
  expect(of('model-selection')).toEqual([9, 3, 0]);
  expect(of('scoring')).toEqual([6, 6, 0]);
  expect(of('guard-rails')).toEqual([6, 6, 0]);
  expect(of('sync')).toEqual([9, 3, 0]);
  expect(of('training-data')).toEqual([4, 4, 4]);
});

it('splits evenly where nothing can be told apart', () => {
  const idle = work.map(({ id }) => ({ id, epochs: 0, reach: 0, lines: 0 }));
  const seconds = segmentSeconds(
    [
      { stage: 'sync', seconds: 6 },
      { stage: 'model-selection', seconds: 3 },
    ],
    idle,
  );
  expect([...seconds]).toEqual([
    ['a', 3],
    ['b', 3],
    ['c', 3],
  ]);
  expect(segmentSeconds([{ stage: 'sync', seconds: 6 }], []).size).toBe(0);
});
