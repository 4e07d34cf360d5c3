import { expect, test } from 'vitest';
import { addDays, dayNumber, daysBetween, daysFrom, isDay } from './days.ts';

test('a day is a calendar day that exists', () => {
  for (const good of ['2026-11-20', '2024-02-29']) expect(isDay(good)).toBe(true);
  for (const bad of ['2026-02-29', '2026-13-01', '2026-11-00', '2026-1-1', '20261120', '2026-11-20T00:00']) {
    expect(isDay(bad)).toBe(false);
  }
});

test('days are counted over the ends of months and years', () => {
  expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
  expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
  expect(daysFrom('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
  expect(daysFrom('2026-11-02', '2026-11-01')).toEqual([]);
  expect(dayNumber('1970-01-11')).toBe(10n);
});
