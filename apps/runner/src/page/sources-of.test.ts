import { expect, it } from 'vitest';
import { pageSources } from './sources-of.ts';

const row = (source: string, event_date: string, events: number) => ({ source, event_date, events });

it('has every day of the window, with nothing where nothing came in', () => {
  const volumes = [row('af', '2026-11-17', 10), row('af', '2026-11-20', 30), row('st', '2026-11-18', 5)];
  expect(pageSources({ volumes }, '2026-11-21')).toEqual([
    {
      source: 'af',
      days: [
        { day: '2026-11-17', events: 10 },
        { day: '2026-11-18', events: 0 },
        { day: '2026-11-19', events: 0 },
        { day: '2026-11-20', events: 30 },
      ],
      usual: null,
    },
    expect.objectContaining({ source: 'st', days: expect.arrayContaining([{ day: '2026-11-20', events: 0 }]) }),
  ]);
  expect(pageSources({ volumes: [] }, '2026-11-21')).toEqual([]);
});

it('holds the last day against the median of the same weekdays', () => {
  const days = ['2026-10-23', '2026-10-30', '2026-11-06', '2026-11-13'];
  const usual = (events: readonly number[]) =>
    pageSources({ volumes: events.map((of, at) => row('af', days.at(at - events.length)!, of)) }, '2026-11-21')[0]
      ?.usual;
  expect(usual([1, 40, 20, 30])).toBe(25);
  expect(usual([40, 20, 30])).toBe(30);
});
