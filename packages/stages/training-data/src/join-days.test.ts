import { expect, test } from 'vitest';
import { partsOf } from './join-days.ts';

const range = { from: '2026-11-01', to: '2026-11-21' };
const of = (...days: readonly [day: string, events: number][]) =>
  days.map(([day, events]) => ({ event_date: `2026-11-${day}`, events: BigInt(events) }));

test('a range with few events is one part', () => {
  expect(partsOf(range, of(['04', 3], ['05', 2]), 5)).toEqual([range]);
  expect(partsOf(range, [], 5)).toEqual([range]);
});

test('parts have no more events than are asked for, and together every day', () => {
  expect(partsOf(range, of(['04', 3], ['05', 2], ['06', 4], ['20', 2]), 5)).toEqual([
    { from: '2026-11-01', to: '2026-11-06' },
    { from: '2026-11-06', to: '2026-11-20' },
    { from: '2026-11-20', to: '2026-11-21' },
  ]);
});

test('a day with more events than are asked for is a part alone', () => {
  expect(partsOf(range, of(['04', 1], ['05', 9], ['06', 1]), 5)).toEqual([
    { from: '2026-11-01', to: '2026-11-05' },
    { from: '2026-11-05', to: '2026-11-06' },
    { from: '2026-11-06', to: '2026-11-21' },
  ]);
  expect(partsOf(range, of(['01', 9], ['02', 1]), 5)).toEqual([
    { from: '2026-11-01', to: '2026-11-02' },
    { from: '2026-11-02', to: '2026-11-21' },
  ]);
});
